import { ask, refusalOf } from '../../shared/editor/ask';
import { count } from '../../shared/editor/elements';
import { showDeadLetters } from './dead-letters';

/** What events are looked for by, and the fields that say which. */
const FIELDS = {
  record: ['resource', 'resourceId'],
  time: ['from', 'to'],
  id: ['id'],
} as const;

/** Fields without which everything would be found. The end of a time may be left out. */
const NEEDED: ReadonlySet<string> = new Set(['resource', 'resourceId', 'from', 'id']);

/** How long before now the time begins at first, ms. */
const HOUR = 3_600_000;

type Wish = Readonly<Record<string, unknown>>;

/** Lets a person hand out events of the deployed node again. A node that is not deployed has none, and no such fold. */
export function prepareAgain(node: EditorNode): void {
  const fold = $('#procore-event-again');
  const by = $('#procore-event-again-by');
  const told = $('#procore-event-again-told');
  const text = (key: string, values?: Record<string, string>) => node._(`procore-event.again.${key}`, values);
  const say = (sentence: string, isRefused = false) =>
    told.text(sentence).toggleClass('procore-refused', isRefused);

  const choose = () => {
    for (const row of fold.find('[data-by]').get()) $(row).toggle(row.dataset.by === by.val());
    say('');
  };
  const handOut = async (replay: Wish) => {
    const buttons = fold.find('button').prop('disabled', true);
    say(text('asking'));
    try {
      const { handed } = await ask<{ handed: number }>('event-replay', { node: node.id, replay });
      say(text(handed === 0 ? 'handed_none' : 'handed', { n: count(handed) }));
      await look();
    } catch (thrown) {
      const { cause, fix } = refusalOf(thrown);
      say(`${cause} ${fix}`, true);
    } finally {
      buttons.prop('disabled', false);
    }
  };
  /** @throws Refused if the node is not deployed */
  const look = async () => {
    const letters = await showDeadLetters(node, text, handOut);
    fold
      .show()
      .children('summary')
      .text(text(letters > 0 ? 'foldDead' : 'fold', { n: count(letters) }));
  };

  $('#procore-event-again-from').val(localTime(Date.now() - HOUR));
  by.on('change', choose);
  $('#procore-event-again-do').on('click', () => {
    const names = FIELDS[by.val() as keyof typeof FIELDS];
    const values = names.map((name) => [name, wanted(name)] as const);
    const missing = values.filter(([name, value]) => value === '' && NEEDED.has(name));
    if (missing.length > 0) {
      $(`#procore-event-again-${missing[0]?.[0]}`).trigger('focus');
      return say(text('missing', { what: missing.map(([name]) => text(name)).join(', ') }), true);
    }
    void handOut(Object.fromEntries(values.filter(([, value]) => value !== '')));
  });
  choose();
  look().catch(() => undefined);
}

/** A field as a replay wants it: a time of this browser becomes one that means the same everywhere. */
function wanted(name: string): string | number {
  const field = $(`#procore-event-again-${name}`);
  const value = String(field.val() ?? '').trim();
  if (value === '' || field.attr('type') !== 'datetime-local') return value;
  return new Date(value).getTime();
}

/** A time as a field for times has it, to the minute. */
function localTime(ms: number): string {
  const shifted = ms - new Date(ms).getTimezoneOffset() * 60_000;
  return new Date(shifted).toISOString().slice(0, 16);
}
