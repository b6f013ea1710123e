import { SCOPES } from '../../../src/scope/piece.js';
import { REFERENCES } from '../fields/action-fields.js';
import type { Fields } from '../fields/field.js';

/** The fields of a node that can go through projects or companies. */
export const scopeFields = {
  /** What one message covers. */
  scope: { kind: 'choice', label: 'For', default: 'call', values: SCOPES, emptyIsAbsent: true },
  /** Which projects, as an object: active, stage, type, region, name, ids. Empty for all. */
  scopeFilter: { kind: 'typed', label: 'Projects', default: '' },
  scopeFilterType: {
    kind: 'inputType',
    label: 'Projects',
    default: 'json',
    values: ['json', ...REFERENCES],
    emptyIsAbsent: true,
  },
  /** Adds company_id, project_id, project_name and project_number to each row. Only with a scope. */
  tagRows: { kind: 'tick', label: 'Tag rows', default: true },
} as const satisfies Fields;
