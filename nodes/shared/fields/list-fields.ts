import { fields } from '../../procore-request/fields.js';
import type { Fields } from './field.js';

const { operation, path, params, names, query, queryType, perPage } = fields;

/** The fields of a request that reads a list, for other nodes that read one. */
export const listFields = {
  operation,
  path,
  params,
  names,
  query,
  queryType,
  perPage,
} as const satisfies Fields;
