import type { Operation } from './operation.js';

export type Scope = 'company' | 'project';

/** Whether an operation concerns one project, named in its path, query or body, or the company. */
export function scopeOf({ path, params, body }: Operation): Scope {
  const isNamed =
    /\/projects\/\{\w+\}/.test(path) ||
    params.some(({ name, required }) => name === 'project_id' && required) ||
    body?.keys.includes('project_id');
  return isNamed ? 'project' : 'company';
}
