import { fields } from '../fields';

/** One of the choices. It is empty if the editor overwrote the stored choice, in a version before 2. */
export function validProjectStatus(this: EditorNode, value: string, _options: object): true | string {
  const { values } = fields.projectStatus;
  return values.some((status) => status === value) || this._('procore-projects.invalid.projectStatus');
}
