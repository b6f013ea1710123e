import { prepareAdvanced } from './advanced';
import { draftOf } from './connection-draft';
import { nameWidgets } from './name-widgets';
import { pickedName } from './picked-name';
import { pickCompany } from './pickers';

/** Sets up the fields that every action dialog has. */
export function prepareActionFields(node: EditorNode): void {
  prepareCompany(node);
  $('#node-input-output').typedInput({
    default: 'msg',
    typeField: '#node-input-outputType',
    types: ['msg', 'flow', 'global'],
  });
  const delivery = $('#node-input-delivery');
  // With everything in one message, or without a list at all, there is no further message to wait for.
  const showTick = () => {
    const isShown = delivery.closest('.form-row').css('display') !== 'none';
    $('.procore-tick').toggle(isShown && delivery.val() !== 'array');
  };
  delivery.on('change', showTick);
  showTick();
  const onError = $('#node-input-onError');
  const showOutputs = () => $('#node-input-outputs').val(onError.val() === 'output' ? 2 : 1);
  onError.on('change', showOutputs);
  showOutputs();
  nameWidgets($('#dialog-form'));
  prepareAdvanced(node);
}

/** The company: from the message, from the connection, picked or typed, or from any source of a typed input. */
function prepareCompany(node: EditorNode): void {
  const company = $('#node-input-company');
  const text = (key: string, values?: Record<string, string>) => node._(key, values);
  company.typedInput({
    default: 'connection',
    typeField: '#node-input-companyType',
    types: [
      { value: 'message', label: text('procore.company.message'), hasValue: false },
      { value: 'connection', label: text('procore.company.connection'), hasValue: false },
      {
        value: 'num',
        label: text('procore.company.picked'),
        icon: 'fa fa-building-o',
        expand() {
          pickCompany(
            company.next(),
            text,
            () => draftOf(String($('#node-input-connection').val() ?? '')),
            (choice) => {
              this.value(choice.id);
              picked.name(choice);
            },
          );
        },
      },
      ...VALUE_TYPES,
    ],
  });
  const picked = pickedName(company, {
    id: 'node-input-companyName',
    name: node.companyName,
    hint: $('#procore-company-name'),
  });
}

/** The types of a value: typed in, or from another source. */
export const VALUE_TYPES = ['str', 'msg', 'flow', 'global', 'env', 'jsonata'] as const;
