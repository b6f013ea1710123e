import type { Hosts } from '../../../src/environments';

/** Shows what the chosen environment needs: its hosts, the URL fields of a custom environment, no key for the demo. */
export function prepareConnectionFields(node: EditorNode, presets: Readonly<Record<string, Hosts>>): void {
  const environment = $('#node-config-input-environment');
  const port = $('#node-config-input-receiverPort');
  const show = () => {
    const chosen = String(environment.val());
    const preset = presets[chosen];
    $('.procore-config-custom').toggle(chosen === 'custom');
    const isDemo = chosen === 'demo';
    $('.procore-config-key').toggle(!isDemo);
    // Whoever chose a user before can still choose the app.
    $('.procore-config-act-as').toggle(!isDemo || $('#node-config-input-actAs').val() === 'user');
    $('.procore-config-demo').toggle(isDemo);
    // Only Node-RED's own server asks for a password.
    const hasPort = String(port.val() ?? '').trim() !== '';
    $('.procore-config-gate').toggle(RED.settings.procoreEventGuarded === 'yes' && !hasPort);
    $('#procore-config-hosts')
      .toggle(preset !== undefined)
      .text(
        preset
          ? node._('procore-config.hosts', { api: hostOf(preset.apiUrl), login: hostOf(preset.loginUrl) })
          : '',
      );
  };
  environment.on('change', show);
  port.on('input change', show);
  show();
}

function hostOf(url: string): string {
  return new URL(url).host;
}
