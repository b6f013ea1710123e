import { ask, refusalOf } from '../../shared/editor/ask';
import { draftOf } from '../../shared/editor/connection-draft';

/** Where deliveries come in, as far as an editor knows it. The secret is not in it. */
export interface EventDoor {
  /** The address without the node; it ends with a slash. */
  readonly events: string;
  readonly node: string;
  /** Whether the connection has a separate port for deliveries. */
  readonly hasPort: boolean;
}

interface Reached {
  readonly result: string;
  readonly status?: number;
  readonly ms: number;
}

/** Results that say that deliveries arrive. */
const FINE: ReadonlySet<string> = new Set(['reached', 'receiver']);

/** Shown in place of a secret in an address. */
const HIDDEN = '/•••';

const connectionInDialog = () => String($('#node-input-connection').val() ?? '');

/** The door of the connection that is chosen; undefined if it has no public URL. */
export function doorOf(node: EditorNode): EventDoor | undefined {
  const connection = RED.nodes.node(connectionInDialog());
  const { publicUrl, receiverPort } = (connection ?? {}) as Readonly<Record<string, unknown>>;
  const origin = String(publicUrl || '')
    .trim()
    .replace(/(?<!\/)\/+$/, '');
  if (origin === '') return undefined;
  const hasPort = String(receiverPort ?? '') !== '';
  const path = hasPort ? '/procore/events/' : String(RED.settings.procoreEventPath ?? '/procore/events/');
  return { events: `${origin}${path}`, node: node.id, hasPort };
}

/** Shows the address that Procore sends events to, and checks on demand who answers there. */
export function prepareAddress(node: EditorNode): void {
  const address = $('#procore-event-address').attr('placeholder', node._('procore-event.unreachable'));
  const button = $('#procore-event-check');
  const told = $('#procore-event-reached');
  const show = () => {
    const door = doorOf(node);
    const isGuarded = !door?.hasPort && RED.settings.procoreEventGuarded === 'yes';
    // The secret at its end stays on the server.
    const shown = door ? `${door.events}${door.node}${isGuarded ? HIDDEN : ''}` : '';
    // A narrow dialog cuts it off.
    address.val(shown).attr('title', shown);
    button.prop('disabled', !door);
    told.text(door ? '' : node._('procore-event.noAddress')).removeClass('procore-refused');
    $('#procore-event-guarded').toggle(isGuarded);
  };
  const check = async () => {
    const door = doorOf(node);
    const connection = draftOf(connectionInDialog());
    if (!door || !connection) return;
    button.prop('disabled', true);
    told.removeClass('procore-refused').text(node._('procore-event.check.asking'));
    try {
      const { reached } = await ask<{ reached: Reached }>('event-address', { connection, ...door });
      told
        .text(saidOf(reached, door, (key, values) => node._(`procore-event.check.${key}`, values)))
        .toggleClass('procore-refused', !FINE.has(reached.result));
    } catch (thrown) {
      const { cause, fix } = refusalOf(thrown);
      told.text(`${cause} ${fix}`).addClass('procore-refused');
    } finally {
      button.prop('disabled', false);
    }
  };
  $('#node-input-connection').on('change', show);
  button.on('click', check);
  show();
}

function saidOf(
  { result, status, ms }: Reached,
  { events }: EventDoor,
  text: (key: string, values?: Record<string, string>) => string,
): string {
  const said = text(result, { status: String(status ?? ''), ms: String(ms) });
  const { protocol, hostname } = new URL(events);
  // The demo and the simulator deliver to this machine.
  const isHere = hostname === 'localhost' || hostname.startsWith('127.') || hostname === '[::1]';
  if (protocol === 'https:') return said;
  return `${said} ${text(isHere ? 'local' : 'http')}`;
}
