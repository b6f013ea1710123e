/**
 * Runs in the editor's page: fills in the dialogs of nodes as a person does, with the events that a person causes, and
 * tells what they show. Fields that are not there yet are added by the buttons of the form. It knows the page as a user
 * sees it, and none of the dialog's code.
 */
window.bodyTypist = {
  /**
   * One node from its opening to Done: the operation is searched, its path and its body are filled in, the body is
   * changed to JSON and back.
   * @param request `{ method, path, params, entries }`; an entry is `{ steps, typed }`, where `typed` is what a field's
   *   control gives
   * @returns the body as JSON, what its form shows after it, and the node as the editor keeps it
   */
  async play(id, { method, path, params, entries }) {
    RED.editor.edit(RED.nodes.node(id));
    try {
      await waitFor(() => document.getElementById('procore-operation-search'), 'dialog');
      await pick(method, path);
      for (const { name, value } of params) await enter(paramField(name), { value, type: 'str' });
      for (const { steps, typed } of entries) await enter(await fieldAt(steps), typed);
      await view('json');
      const json = jsonShown();
      await view('procore-form');
      const shown = shownFields();
      const problem = document.getElementById('procore-request-body-problem').textContent;
      await close('node-dialog-ok');
      return { json, problem, shown, stored: RED.nodes.convertNode(RED.nodes.node(id), false) };
    } catch (error) {
      if (document.querySelector('.red-ui-tray')) await close('node-dialog-cancel');
      throw error;
    }
  },
};

const formPlace = () => document.getElementById('procore-request-body-form');
const turn = () => new Promise((resolve) => setTimeout(resolve));

async function waitFor(condition, what) {
  const end = Date.now() + 20_000;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`No ${what}.`);
    await turn();
  }
}

/** Picks an operation in the search, and waits for the form of its body. */
async function pick(method, path) {
  typeIn(document.getElementById('procore-operation-search'), `${method} ${path}`);
  const found = () =>
    [...document.querySelectorAll('#procore-operation-results [role="option"]')].find(
      (each) =>
        each.querySelector('.procore-method').textContent === method &&
        each.querySelector('.procore-hit-path').textContent === path,
    );
  await waitFor(found, `${method} ${path} in the search`);
  press(found());
  await waitFor(() => formPlace().childElementCount > 0, 'form of the body');
}

async function close(button) {
  press(document.getElementById(button));
  await waitFor(() => !document.querySelector('.red-ui-tray'), 'end of the dialog');
}

/** Chooses how the body is shown. */
const view = (type) => chooseType(document.getElementById('procore-request-body-typed'), type);

/** The text in the code editor, and the lines that say what comes from elsewhere. */
function jsonShown() {
  const rows = [...document.querySelectorAll('#procore-request-body-rows li')];
  return {
    text: monaco.editor.getModels().at(-1).getValue(),
    rows: rows.map((row) => row.textContent.trim()),
  };
}

/** What each field of the body shows, by its place. */
function shownFields() {
  return [...formPlace().querySelectorAll('input[data-param]')].flatMap((input) => {
    const value = valueIn(input);
    return value === undefined ? [] : [[input.dataset.param, value]];
  });
}

/** A click, with what comes before it: menus close by it. */
function press(button) {
  const options = { bubbles: true, cancelable: true, view: window };
  if (button.dispatchEvent(new MouseEvent('mousedown', options))) button.focus();
  button.dispatchEvent(new MouseEvent('mouseup', options));
  button.click();
}

/** Writes over what is in a field. The browser tells of it as of keys: `input` at once, `change` when the field is left. */
function typeIn(field, text) {
  field.focus();
  field.select();
  field.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true }));
  document.execCommand('insertText', false, text);
  field.dispatchEvent(new KeyboardEvent('keyup', { bubbles: true }));
}

/** Parts of Node-RED's widget, which stands behind the field that it replaces. */
const partOf = (input, name) => input.nextElementSibling.querySelector(`.red-ui-typedInput-${name}`);
const typeOf = (input) => $(input).typedInput('type');

/** Opens a menu, and chooses from it. */
async function choose(trigger, value) {
  press(trigger);
  // The menu listens to clicks elsewhere from the next turn on. One that was open just now comes a little later.
  await turn();
  const open = () => menus().find(({ style }) => style.display !== 'none');
  await waitFor(open, 'menu');
  const option = [...open().children].find((each) => each.getAttribute('value') === value);
  if (!option) throw new Error(`${value} is not in the menu.`);
  press(option);
}

const menus = () => [...document.querySelectorAll('body > .red-ui-typedInput-options')];

async function chooseType(input, type) {
  if (typeOf(input) !== type) await choose(partOf(input, 'type-select'), type);
}

const paramField = (name) =>
  document
    .querySelector(`#procore-request-form [data-param="${CSS.escape(name)}"]`)
    .closest('.procore-field');

/** The field at a place: rows and optional fields on the way are added. */
async function fieldAt(steps) {
  let box = formPlace().firstElementChild;
  if (steps.length === 0) return box.querySelector(':scope > .procore-field');
  for (const [depth, step] of steps.entries()) {
    if (typeof step === 'number') {
      // The only part of a body that is a list.
      const list = depth === 0 ? box.firstElementChild.lastElementChild : box;
      const rows = () => list.querySelectorAll(':scope > .procore-body-row');
      while (rows().length <= step) press(list.lastElementChild);
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
  press(box.querySelector(':scope > .procore-body-add'));
  const rows = () => [...document.querySelectorAll('.procore-choices-list [role="option"]')];
  await waitFor(() => rows().length > 0, 'fields to add');
  const isFor = (id) => (row) => row.querySelector('.procore-choice-facts').textContent === id;
  const own = rows().find(isFor(key));
  const choice = own ?? rows().find(isFor('custom_field_…'));
  if (!choice) throw new Error(`${key} cannot be added.`);
  press(choice);
  if (!own) {
    const id = box.querySelector(':scope > .procore-body-fields').lastElementChild.querySelector('input');
    typeIn(id, key.replace('custom_field_', ''));
    id.blur();
  }
  return partIn(box, key);
}

/** The special control of a field, if it is shown. */
function ownControl(field) {
  return field.querySelector('.procore-own .procore-check input, .procore-own .procore-fixed input');
}

/** Enters a value in a field as a person does: in its own control, in a menu, or as text of a type. */
async function enter(field, typed) {
  const input = field.querySelector('input[data-param]');
  const own = ownControl(field);
  if (typed.items) {
    await chooseType(input, 'procore-list');
    write(input, typed.items.join(', '));
  } else if (own?.type === 'checkbox' && typed.type === 'bool') {
    press(own);
    if (typed.value === 'false') press(own);
  } else if (own && typed.type === 'str') {
    own.focus();
    own.value = typed.value.replace(/Z$/, '');
    own.dispatchEvent(new Event('input', { bubbles: true }));
    own.dispatchEvent(new Event('change', { bubbles: true }));
    own.blur();
  } else {
    await chooseType(input, typed.type);
    const menu = partOf(input, 'option-trigger');
    if (menu.style.display === 'none') write(input, typed.value);
    else await choose(menu, typed.value);
  }
}

function write(input, text) {
  const entry = partOf(input, 'input');
  typeIn(entry, text);
  entry.blur();
}

/** What a field shows, in the form of `typed`. */
function valueIn(input) {
  const type = typeOf(input);
  const text = String($(input).typedInput('value') ?? '');
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
