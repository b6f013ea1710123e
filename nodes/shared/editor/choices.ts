/** A company or project to pick, as the routes send it. */
export interface Choice {
  readonly id: string;
  readonly name: string;
  readonly number?: string;
  readonly stage?: string;
  readonly active?: boolean;
}

export interface ChoicesOptions {
  /** What the list contains, e.g. "Company": its name for a screen reader. */
  readonly label: string;
  /** What is searched for at first. @default everything is shown */
  readonly search?: string;
  /** The name under which this browser remembers the picked items, to offer them first. */
  readonly recent: string;
  load(): Promise<readonly Choice[]>;
  pick(choice: Choice): void;
  text(key: string, values?: Record<string, string>): string;
}

/** Most choices shown at once; a search narrows them down. */
const SHOWN = 200;
const REMEMBERED = 8;

let panels = 0;

/**
 * Opens a list to pick from next to an element, with a search by name, number and id. It works with the keyboard alone:
 * arrows, Enter, Escape.
 */
export function openChoices(target: JQuery, options: ChoicesOptions): void {
  const { label, text } = options;
  const id = `procore-choices-${++panels}`;
  const search = $(
    '<input type="text" class="procore-choices-search" role="combobox" autocomplete="off">',
  ).attr({
    'aria-label': text('procore.picker.search', { what: label }),
    'aria-expanded': 'true',
    'aria-controls': id,
    placeholder: text('procore.picker.placeholder'),
  });
  search.val(options.search ?? '');
  const list = $('<ul class="procore-choices-list" role="listbox" tabindex="-1">').attr({
    id,
    'aria-label': label,
  });
  const note = $('<div class="procore-choices-note" role="status">').text(text('procore.picker.loading'));
  const content = $('<div class="procore-choices">').append(search, note, list);
  const panel = RED.popover.panel(content);
  let choices: readonly Choice[] = [];
  let active = 0;

  const pick = (choice: Choice) => {
    remember(options.recent, choice.id);
    panel.hide();
    options.pick(choice);
  };
  const show = () => {
    const found = matching(choices, String(search.val()), recentOf(options.recent));
    active = Math.min(active, Math.max(0, found.length - 1));
    list.empty();
    for (const [index, choice] of found.slice(0, SHOWN).entries()) {
      const row = optionRow(choice, text).attr({
        id: `${id}-${index}`,
        'aria-selected': String(index === active),
      });
      list.append(row.on('click', () => pick(choice)));
    }
    search.attr('aria-activedescendant', found.length > 0 ? `${id}-${active}` : '');
    list.children().get(active)?.scrollIntoView({ block: 'nearest' });
    const more = found.length > SHOWN ? text('procore.picker.more', { n: String(found.length - SHOWN) }) : '';
    note
      .text(found.length > 0 ? more : text('procore.picker.none'))
      .toggle(found.length === 0 || more !== '');
    return found;
  };
  search.on('input', () => {
    active = 0;
    show();
  });
  search.on('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key as 'ArrowDown' | 'ArrowUp'];
    if (step !== undefined) {
      active = Math.max(0, active + step);
      show();
    } else if (event.key === 'Enter') {
      const chosen = show()[active];
      if (chosen) pick(chosen);
    } else if (event.key === 'Escape') panel.hide();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  panel.container.width(Math.max(280, target.outerWidth() ?? 0));
  panel.show({ target, align: 'right' });
  search.trigger('focus');
  options.load().then(
    (loaded) => {
      choices = loaded;
      show();
    },
    (failure: Error) => note.addClass('procore-refused').text(failure.message),
  );
}

function optionRow({ name, id, number, stage, active }: Choice, text: ChoicesOptions['text']): JQuery {
  const row = $('<li role="option">').append($('<span class="procore-choice-name">').text(name || id));
  const facts = [number, stage, active === false ? text('procore.picker.inactive') : undefined, id];
  return row.append($('<span class="procore-choice-facts">').text(facts.filter(Boolean).join(' · ')));
}

/** Every word must occur in the name, number or id; recently picked items come first. */
function matching(choices: readonly Choice[], words: string, recent: readonly string[]): Choice[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const found = choices.filter(({ name, number = '', id }) => {
    const text = `${name} ${number} ${id}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
  const rank = ({ id }: Choice) => (recent.includes(id) ? recent.indexOf(id) : recent.length);
  return found.sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}

function recentOf(name: string): string[] {
  return (RED.settings.getLocal(`procore-recent-${name}`) ?? '').split(',').filter(Boolean);
}

function remember(name: string, id: string): void {
  const recent = [id, ...recentOf(name).filter((other) => other !== id)];
  RED.settings.setLocal(`procore-recent-${name}`, recent.slice(0, REMEMBERED).join(','));
}
