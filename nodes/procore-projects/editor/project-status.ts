import { fields } from '../fields';

/** One of the choices. Empty where the editor has overwritten what was chosen, in a version before 2. */
export function validProjectStatus(this: EditorNode, value: string, _options: object): true | string {
  const { values } = fields.projectStatus;
  return values.some((status) => status === value) || this._('procore-projects.invalid.projectStatus');
}
