/** A company, project or other record to pick, as the routes send it. */
export interface Choice {
  readonly id: string;
  readonly name: string;
  readonly number?: string;
  readonly stage?: string;
  readonly detail?: string;
  readonly active?: boolean;
}

export interface Loaded {
  readonly choices: readonly Choice[];
  /** `search`: there are more, which `load` finds by words; `end`: there are more that nothing finds. */
  readonly more?: 'search' | 'end' | undefined;
}

export interface ChoicesOptions {
  /** What the list contains, e.g. "Company": its name for a screen reader. */
  readonly label: string;
  /** What is searched for at first. @default everything is shown */
  readonly search?: string;
  /** The name under which this browser remembers the picked items, to offer them first. */
  readonly recent: string;
  /** @param words what to search for in a list that is too long; empty for its beginning */
  load(words: string): Promise<Loaded>;
  pick(choice: Choice): void;
  /** For several choices: which are chosen. The list stays open, and a choice is taken back by picking it again. */
  isChosen?(id: string): boolean;
  /** Whether an id that was typed counts as a choice, although the list does not have it. */
  readonly takesIds?: boolean;
  text(key: string, values?: Record<string, string>): string;
}

/** Most choices shown at once; a search narrows them down. */
const SHOWN = 200;
const REMEMBERED = 8;
/** ms without a key before Procore is asked for what was typed. */
const TYPING = 350;

let panels = 0;

/**
 * Opens a list to pick from next to an element, with a search by name, number and id. It works with the keyboard alone:
 * arrows, Enter, Escape.
 */
export function openChoices(target: JQuery, options: ChoicesOptions): void {
  const { label, text, isChosen } = options;
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
    ...(isChosen && { 'aria-multiselectable': 'true' }),
  });
  const note = $('<div class="procore-choices-note" role="status">').text(text('procore.picker.loading'));
  const content = $('<div class="procore-choices">').append(search, note, list);
  const panel = RED.popover.panel(content);
  // As it was on opening: rows must not move while several are picked.
  const recent = recentOf(options.recent);
  let loaded: Loaded = { choices: [] };
  /** A failure, or that Procore is being asked. */
  let state = text('procore.picker.loading');
  /** The words for which Procore itself has found the choices. */
  let found = '';
  let active = 0;

  const pick = (choice: Choice) => {
    remember(options.recent, choice.id);
    if (!isChosen) panel.hide();
    options.pick(choice);
    if (!isChosen) return;
    show();
    search.trigger('focus');
  };
  const show = () => {
    const words = String(search.val()).trim();
    const listed = matching(loaded.choices, words === found ? '' : words, recent);
    const typed = options.takesIds && listed.length === 0 ? idIn(words, text) : [];
    const offered = [...listed, ...typed];
    active = Math.min(active, Math.max(0, offered.length - 1));
    list.empty();
    for (const [index, choice] of offered.slice(0, SHOWN).entries()) {
      const row = optionRow(choice, text).attr({
        id: `${id}-${index}`,
        'aria-selected': String(index === active),
        ...(isChosen && { 'aria-checked': String(isChosen(choice.id)) }),
      });
      list.append(row.on('click', () => pick(choice)));
    }
    search.attr('aria-activedescendant', offered.length > 0 ? `${id}-${active}` : '');
    list.children().get(active)?.scrollIntoView({ block: 'nearest' });
    const said = state || saidOf(offered.length, loaded.more, text);
    note.text(said).toggle(said !== '');
    return offered;
  };
  let asked = 0;
  const load = (words: string) => {
    const own = ++asked;
    options.load(words).then(
      (answer) => {
        if (own !== asked) return;
        // A search that finds all of its matches says nothing about the rest of the list.
        loaded = words === '' ? answer : { ...answer, more: 'search' };
        // What Procore found, it may have found in a field that is not shown.
        found = answer.more ? '' : words;
        state = '';
        note.removeClass('procore-refused');
        show();
      },
      (failure: Error) => {
        if (own !== asked) return;
        state = failure.message;
        note.addClass('procore-refused');
        show();
      },
    );
  };
  let typing: ReturnType<typeof setTimeout> | undefined;
  search.on('input', () => {
    active = 0;
    show();
    clearTimeout(typing);
    if (loaded.more === 'search') typing = setTimeout(() => load(String(search.val()).trim()), TYPING);
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
  const width = Math.max(280, target.outerWidth() ?? 0);
  panel.container.width(width);
  const isAtEdge = (target.offset()?.left ?? 0) + width > ($(window).width() ?? 0);
  panel.show({ target, align: isAtEdge ? 'left' : 'right' });
  search.trigger('focus');
  load('');
}

/** What to say below the search: that there are more, or nothing. */
function saidOf(found: number, more: Loaded['more'], text: ChoicesOptions['text']): string {
  if (found > SHOWN) return text('procore.picker.more', { n: String(found - SHOWN) });
  if (found === 0) return text('procore.picker.none');
  return more ? text(`procore.picker.${more === 'search' ? 'searchMore' : 'end'}`) : '';
}

/** An id that was typed, as a choice. */
function idIn(words: string, text: ChoicesOptions['text']): Choice[] {
  return /^[1-9]\d{0,18}$/.test(words) ? [{ id: words, name: '', detail: text('procore.picker.byId') }] : [];
}

function optionRow(
  { name, id, number, stage, detail, active }: Choice,
  text: ChoicesOptions['text'],
): JQuery {
  const row = $('<li role="option">').append($('<span class="procore-choice-name">').text(name || id));
  const facts = [
    number,
    stage,
    detail,
    active === false ? text('procore.picker.inactive') : undefined,
    name && id,
  ];
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
