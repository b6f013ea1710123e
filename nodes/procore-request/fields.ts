import { DATE_WORDS } from '../../src/catalogue/calendar.js';
import { actionFields, REFERENCES } from '../shared/fields/action-fields.js';
import type { Fields } from '../shared/fields/field.js';
import { newestVersion } from '../shared/migrations.js';
import { scopeFields } from '../shared/scope/scope-fields.js';
import { migrations } from './migrations.js';

/** Sources of an object of names and values, or of a body. */
const SOURCES = ['json', 'str', ...REFERENCES] as const;

export const fields = {
  ...actionFields,
  version: { kind: 'kept', default: newestVersion(migrations) },
  /** Name of the operation whose form was filled in. */
  operation: { kind: 'text', label: 'Request', default: '' },
  /** If it is empty, msg.method is used. */
  method: { kind: 'text', label: 'Method', default: 'GET', absent: '' },
  path: { kind: 'text', label: 'Path', default: '' },
  params: {
    kind: 'rows',
    label: 'Path values and query parameters',
    default: [],
    types: [...SOURCES, 'num', 'bool', 'date', ...DATE_WORDS],
  },
  /** Names of the picked records, by field and id, so that dialog and label show them without a request. */
  names: { kind: 'kept', default: {} },
  query: { kind: 'typed', label: 'Query', default: '' },
  queryType: { kind: 'inputType', label: 'Query', default: 'json', values: SOURCES, emptyIsAbsent: true },
  headers: { kind: 'typed', label: 'Headers', default: '' },
  headersType: { kind: 'inputType', label: 'Headers', default: 'json', values: SOURCES, emptyIsAbsent: true },
  body: { kind: 'typed', label: 'Body', default: '' },
  bodyType: {
    kind: 'inputType',
    label: 'Body',
    default: 'json',
    values: [...SOURCES, 'bin'],
    emptyIsAbsent: true,
  },
  /** The places in a JSON body whose values come from elsewhere, e.g. `rfi.subject` from `payload.title`. */
  bodyRows: {
    kind: 'rows',
    label: 'Values in the body',
    default: [],
    types: [...SOURCES, 'num', 'bool', 'date', 'day'],
  },
  response: {
    kind: 'choice',
    label: 'Response type',
    default: 'auto',
    values: ['auto', 'json', 'text', 'buffer'],
  },
  paging: { kind: 'choice', label: 'Pages', default: 'off', values: ['off', 'all'] },
  limit: { kind: 'count', label: 'Row limit', default: '' },
  perPage: { kind: 'count', label: 'Page size', default: '' },
  parallel: { kind: 'count', label: 'Parallel pages', default: '' },
  ...scopeFields,
  dryRun: { kind: 'tick', label: 'Dry run', default: false },
  /**
   * `taken`: the values read from msg.method, msg.path, msg.query and msg.params are removed from the messages that are
   * sent on, and filled fields are never merged with them. `kept`: as in flows of older versions.
   */
  messageInputs: {
    kind: 'choice',
    label: 'Remove what it has read from the messages it sends',
    default: 'taken',
    values: ['taken', 'kept'],
  },
} as const satisfies Fields;
