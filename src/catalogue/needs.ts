import { largestPage } from '../paging/page-size.js';
import { pagingForm } from '../paging/paging-form.js';
import type { Level } from './levels.js';
import type { Operation } from './operation.js';
import { type Scope, scopeOf } from './scope.js';

export type { Level };

/** What the account must be given for an operation, and what a call costs. */
export interface Needs {
  readonly tool: string;
  /** Our reading: Procore publishes no list of operations and levels. `None`: any account that is installed may call it. */
  readonly level: Level;
  /** Whether the permission is given for the company or in each project. */
  readonly scope: Scope;
  /** Whether the specification declares pages. */
  readonly paged: boolean;
  /** Rows a page, the most there is. */
  readonly pageSize?: number;
  /** Requests of the quota; absent where the answer is no list. */
  readonly requestsPer10000?: number;
}

export function needsOf(operation: Operation): Needs {
  const paged = operation.method === 'GET' && operation.paging !== undefined;
  const pageSize = paged ? pageSizeOf(operation) : undefined;
  const isList = operation.returns === 'array' || operation.returns === 'data:array' || paged;
  return {
    tool: operation.tool,
    level: levelOf(operation),
    scope: scopeOf(operation),
    paged,
    ...(pageSize !== undefined && { pageSize }),
    ...(operation.method === 'GET' &&
      isList && { requestsPer10000: pageSize ? Math.ceil(10_000 / pageSize) : 1 }),
  };
}

/** Rows a page. A default above what we know as the largest is itself proof that it is allowed (v2's lists of ids: 5,000). */
function pageSizeOf({ path, params }: Operation): number {
  const form = pagingForm(path);
  if (form !== 'numbered') return form.largest;
  const declared = params.find(({ name }) => name === 'per_page')?.default;
  return Math.max(largestPage(path), typeof declared === 'number' ? declared : 0);
}

/** Asked to learn who and where one is; no tool's permission stands before them. */
const OPEN_TO_ALL =
  /^\/rest\/v1\.\d+\/(companies|me|companies\/\{\w+\}\/me|settings\/permissions|company_base_url)$/;

/** Tools that are themselves settings: whatever is written there changes how others work. */
const SETTINGS_TOOLS = new Set([
  'Company Settings',
  'Currency Configurations',
  'Custom - Configurable Tools',
  'Project-Level Configuration',
  'Users & Permissions',
]);
/** Records of a configurable tool, such as correspondence: written as an RFI is. */
const RECORDS = /\/(generic_tool|correspondence_type)_items(\/|$)/;
const SETTINGS_PATH =
  /[/_-](settings?|config(uration|urable|s)?s?|permissions?|permission_template\w*)([/_-]|$)/;

/** POST only because what is looked for is too long for a query. */
const READS_BY_POST = /\/(query|search)$/;

/**
 * Read Only reads, Standard writes, Admin deletes and configures. Apart from that, the webhooks tool takes Standard for
 * everything, as Procore's guide to webhooks has it.
 */
function levelOf({ method, path, tool, name }: Operation): Level {
  if (method === 'GET' && OPEN_TO_ALL.test(path)) return 'None';
  if (tool === 'Webhooks') return 'Standard';
  if (method === 'GET') return 'Read Only';
  if (method === 'POST' && (READS_BY_POST.test(path) || /^(list|search) /i.test(name))) return 'Read Only';
  if (method === 'DELETE') return 'Admin';
  if (RECORDS.test(path)) return 'Standard';
  if (SETTINGS_TOOLS.has(tool) || SETTINGS_PATH.test(path)) return 'Admin';
  return 'Standard';
}
