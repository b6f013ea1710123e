/** Sets up the fields that every action dialog has. */
export function prepareActionFields(node: EditorNode): void {
  $('#node-input-company').typedInput({
    default: 'connection',
    typeField: '#node-input-companyType',
    types: [
      { value: 'connection', label: node._('procore.company.connection'), hasValue: false },
      'num',
      ...VALUE_TYPES,
    ],
  });
  $('#node-input-output').typedInput({
    default: 'msg',
    typeField: '#node-input-outputType',
    types: ['msg', 'flow', 'global'],
  });
  const delivery = $('#node-input-delivery');
  // With everything in one message there is nothing to hold back.
  const showTick = () => $('.procore-tick').toggle(delivery.val() !== 'array');
  delivery.on('change', showTick);
  showTick();
  const onError = $('#node-input-onError');
  const showOutputs = () => $('#node-input-outputs').val(onError.val() === 'output' ? 2 : 1);
  onError.on('change', showOutputs);
  showOutputs();
}

/** Where a value can come from, besides being typed in. */
export const VALUE_TYPES = ['str', 'msg', 'flow', 'global', 'env', 'jsonata'] as const;
