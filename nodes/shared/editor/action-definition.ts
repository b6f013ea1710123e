import { defaultsOf } from '../fields/defaults';
import type { Fields } from '../fields/field';
import { outputLabels } from './outputs';
import { type Validators, validatorsFor, validCompany } from './validators';

/** What every action node has in common. The build replaces the spread by these properties. */
export const actionLook = {
  category: 'Procore',
  color: '#E8B26A',
  icon: 'procore.svg',
  inputs: 1,
  outputs: 1,
  outputLabels,
};

/**
 * The `defaults` of an action node.
 * @param validators validators of fields whose kind alone does not decide what is valid
 */
export function actionDefaults(fields: Fields, validators: Validators = {}): EditorDefinition['defaults'] {
  return defaultsOf(fields, validatorsFor({ company: validCompany, ...validators }));
}
