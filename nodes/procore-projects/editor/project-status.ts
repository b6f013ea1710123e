const STATUSES: readonly unknown[] = ['active', 'inactive', 'all'];

/** One of the choices. Empty where the editor has overwritten what was chosen, in a version before 2. */
export function validProjectStatus(this: EditorNode, value: string, _options: object): true | string {
  return STATUSES.includes(value) || this._('procore-projects.invalid.projectStatus');
}

/** What an older flow says; empty where it cannot be known. Without a word it was the default. */
export function chosenBefore(stored: Readonly<Record<string, unknown>> | undefined): string {
  if (!stored) return '';
  const { status = 'active' } = stored;
  return STATUSES.includes(status) ? String(status) : '';
}
