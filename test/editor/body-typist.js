/**
 * Runs in the editor's page: fills in the form of a body, and tells what it shows. Fields that are not there yet are
 * added by the buttons of the form. It knows the page as a user sees it, and none of the dialog's code.
 */
window.bodyTypist = {
  /** Picks an operation in the search, and waits for the form of its body. */
  async open(method, path) {
    const search = document.getElementById('procore-operation-search');
    search.value = `${method} ${path}`;
    search.dispatchEvent(new Event('input'));
    const options = [...document.querySelectorAll('#procore-operation-results [role="option"]')];
    const option = options.find(
      (each) =>
        each.querySelector('.procore-method').textContent === method &&
        each.querySelector('.procore-hit-path').textContent === path,
    );
    if (!option) throw new Error(`${method} ${path} is not found.`);
    formPlace().replaceChildren();
    option.click();
    await waitFor(() => formPlace().childElementCount > 0, 'the form');
  },

  /** Writes a body in the code editor, and changes to the form. @returns what the dialog says if it cannot show it */
  write(text) {
    view('json');
    model().setValue(text);
    view('procore-form');
    return document.getElementById('procore-request-body-problem').textContent;
  },

  /** Enters values: `{ steps, typed }` each, where `typed` is what a field's control gives. */
  async type(entries) {
    for (const { steps, typed } of entries) enter(await fieldAt(steps), typed);
  },

  /** What each field shows, by its place. */
  shown() {
    return [...formPlace().querySelectorAll('input[data-param]')].flatMap((input) => {
      const value = valueIn(input);
      return value === undefined ? [] : [[input.dataset.param, value]];
    });
  },

  /** Changes to the code editor. @returns its text, and the lines that say what comes from elsewhere */
  toJson() {
    view('json');
    return {
      text: model().getValue(),
      rows: [...document.querySelectorAll('#procore-request-body-rows li')].map((row) =>
        row.textContent.trim(),
      ),
    };
  },

  /** Changes to the form. @returns what the dialog says if it cannot show it */
  toForm() {
    view('procore-form');
    return document.getElementById('procore-request-body-problem').textContent;
  },

  /** Empties the body, so that nothing of it is carried over to the next operation. */
  clear() {
    view('json');
    model().setValue('');
  },
};

const formPlace = () => document.getElementById('procore-request-body-form');
const model = () => monaco.editor.getModels().at(-1);
const turn = () => new Promise((resolve) => setTimeout(resolve));

function view(type) {
  $('#procore-request-body-typed').typedInput('type', type).trigger('change');
}

async function waitFor(condition, what) {
  const end = Date.now() + 10_000;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`No ${what}.`);
    await turn();
  }
}

/** The field at a place: rows and optional fields on the way are added. */
async function fieldAt(steps) {
  let box = formPlace().firstElementChild;
  if (steps.length === 0) return box.querySelector(':scope > .procore-field');
  for (const [depth, step] of steps.entries()) {
    if (typeof step === 'number') {
      // The only part of a body that is a list.
      const list = depth === 0 ? box.firstElementChild.lastElementChild : box;
      const rows = () => list.querySelectorAll(':scope > .procore-body-row');
      while (rows().length <= step) list.lastElementChild.click();
      box = rows()[step];
      continue;
    }
    const part = partIn(box, step) ?? (await added(box, step));
    box = part.tagName === 'FIELDSET' ? part.lastElementChild : part;
  }
  return box;
}

function partIn(box, key) {
  const parts = [...box.querySelector(':scope > .procore-body-fields').children];
  return parts.find((part) => {
    if (part.tagName === 'FIELDSET') return part.firstElementChild.title === key;
    const name = part.querySelector('input[data-param]')?.dataset.param ?? '';
    return name === key || name.endsWith(`.${key}`) || name.endsWith(`[${JSON.stringify(key)}]`);
  });
}

async function added(box, key) {
  box.querySelector(':scope > .procore-body-add').click();
  const rows = () => [...document.querySelectorAll('.procore-choices-list [role="option"]')];
  await waitFor(() => rows().length > 0, 'fields to add');
  const isFor = (id) => (row) => row.querySelector('.procore-choice-facts').textContent === id;
  const own = rows().find(isFor(key));
  const choice = own ?? rows().find(isFor('custom_field_…'));
  if (!choice) throw new Error(`${key} cannot be added.`);
  choice.click();
  if (!own) {
    const id = box.querySelector(':scope > .procore-body-fields').lastElementChild.querySelector('input');
    id.value = key.replace('custom_field_', '');
    id.dispatchEvent(new Event('change'));
  }
  return partIn(box, key);
}

/** The special control of a field, if it is shown. */
function ownControl(field) {
  return field.querySelector('.procore-own .procore-check input, .procore-own .procore-fixed input');
}

function enter(field, typed) {
  const widget = $(field.querySelector('input[data-param]'));
  if (field.querySelector('.procore-check, .procore-moment')) {
    if (typed.type === 'bool' || typed.type === 'str') widget.typedInput('type', 'procore-own');
  }
  const own = ownControl(field);
  if (typed.items) {
    widget.typedInput('type', 'procore-list');
    widget.typedInput('value', typed.items.join(', '));
  } else if (own?.type === 'checkbox' && typed.type === 'bool') {
    own.click();
    if (typed.value === 'false') own.click();
  } else if (own && typed.type === 'str') {
    own.value = typed.value.replace(/Z$/, '');
    own.dispatchEvent(new Event('change', { bubbles: true }));
  } else {
    widget.typedInput('type', typed.type);
    widget.typedInput('value', typed.value);
  }
}

/** What a field shows, in the form of `typed`. */
function valueIn(input) {
  const widget = $(input);
  const type = widget.typedInput('type');
  const text = String(widget.typedInput('value') ?? '');
  if (type === 'procore-list') return { items: text.split(', ').filter(Boolean) };
  if (type !== 'procore-own') return text === '' ? undefined : { value: text, type };
  const field = input.closest('.procore-field');
  const own = ownControl(field);
  if (own?.type === 'checkbox')
    return own.indeterminate ? undefined : { value: String(own.checked), type: 'bool' };
  if (own) return own.value === '' ? undefined : { value: own.value + zoneOf(own), type: 'str' };
  const records = [...field.querySelectorAll('.procore-record')];
  return records.length === 0
    ? undefined
    : { items: records.map((each) => each.title || each.textContent.trim()) };
}

const zoneOf = ({ type }) => (type === 'datetime-local' ? 'Z' : '');
