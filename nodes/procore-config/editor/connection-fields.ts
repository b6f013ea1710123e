import type { Hosts } from '../../../src/environments';

/** Shows what the chosen environment needs: its hosts, the URLs of a custom one, no key for the demo. */
export function prepareConnectionFields(node: EditorNode, presets: Readonly<Record<string, Hosts>>): void {
  const environment = $('#node-config-input-environment');
  // A connection that was stored before there were these choices has their defaults.
  if (node.lookups === undefined) $('#node-config-input-lookups').prop('checked', true);
  if (!node.quotaScope) $('#node-config-input-quotaScope').val('company');
  if (node.reserve === undefined) $('#node-config-input-reserve').val('2');
  if (node.demoAccount === undefined) $('#node-config-input-demoAccount').val('main');
  const show = () => {
    const chosen = String(environment.val());
    const preset = presets[chosen];
    $('.procore-config-custom').toggle(chosen === 'custom');
    $('.procore-config-key').toggle(chosen !== 'demo');
    $('.procore-config-demo').toggle(chosen === 'demo');
    $('#procore-config-hosts')
      .toggle(preset !== undefined)
      .text(
        preset
          ? node._('procore-config.hosts', { api: hostOf(preset.apiUrl), login: hostOf(preset.loginUrl) })
          : '',
      );
  };
  environment.on('change', show);
  show();
}

function hostOf(url: string): string {
  return new URL(url).host;
}
