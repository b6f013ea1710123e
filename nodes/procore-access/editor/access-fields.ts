import { nameWidgets } from '../../shared/editor/name-widgets';

/** The context stores of settings.js, as the editor gets them. */
interface StoreSettings {
  readonly context?: { readonly default?: string; readonly stores?: readonly string[] };
}

/** Sets up the fields that only some modes have, and shows those that the chosen mode uses. */
export function prepareAccessFields(node: EditorNode): void {
  $('#node-input-known').typedInput({
    default: 'none',
    typeField: '#node-input-knownType',
    types: [
      { value: 'none', label: node._('procore-access.known.none'), hasValue: false },
      'msg',
      'flow',
      'global',
      'json',
      'jsonata',
    ],
  });
  nameWidgets($('#dialog-form'));
  prepareStores(node);
  const mode = $('#node-input-mode');
  const companies = $('#node-input-companies');
  const show = () => {
    const chosen = String(mode.val());
    $('.procore-access-audit').toggle(chosen === 'audit');
    $('.procore-access-compare').toggle(chosen === 'compare');
    $('.procore-access-other').toggle(chosen === 'audit' || chosen === 'compare');
    $('#procore-access-other-label').text(
      node._(chosen === 'compare' ? 'procore-access.field.compareWith' : 'procore-access.field.knownFrom'),
    );
    $('#node-input-company')
      .closest('.form-row')
      .toggle(companies.val() === 'one');
  };
  mode.on('change', show);
  companies.on('change', show);
  show();
}

/** Lists the available stores. A store that the flow names is kept in the list even if this Node-RED does not have it. */
function prepareStores(node: EditorNode): void {
  const { default: usual, stores = [] } = (RED.settings as StoreSettings).context ?? {};
  const chosen = String(node.store ?? '');
  const select = $('#node-input-store');
  const named = [...new Set([...stores.filter((name) => name !== usual), ...(chosen ? [chosen] : [])])];
  for (const name of ['', ...named]) {
    const text = name || node._('procore-access.store.default');
    select.append($('<option>').attr('value', name).text(text));
  }
  select.val(chosen);
}
