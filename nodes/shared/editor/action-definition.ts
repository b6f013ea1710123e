import { outputLabels } from './outputs';
import { validCompany, validCount, validPositive } from './validators';

/** What every action node has in common. The build writes these out as literals where they are spread. */
export const actionLook = {
  category: 'Procore',
  color: '#E8B26A',
  icon: 'procore.svg',
  inputs: 1,
  outputs: 1,
  outputLabels,
};

export const actionDefaults = {
  name: { value: '' },
  version: { value: 2 },
  connection: { value: '', type: 'procore-config', required: true },
  company: { value: '', validate: validCompany },
  companyType: { value: 'message' },
  companyName: { value: '' },
  output: { value: 'payload', required: true },
  outputType: { value: 'msg' },
  delivery: { value: 'array' },
  tick: { value: false },
  concurrency: { value: '8', validate: validCount },
  deadline: { value: '', validate: validPositive },
  onError: { value: 'catch' },
  outputs: { value: 1 },
};
