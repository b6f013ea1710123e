import { largestPage } from '../paging/page-size.js';
import { pagingForm } from '../paging/paging-form.js';
import type { Level } from './levels.js';
import type { Operation } from './operation.js';
import { type Scope, scopeOf } from './scope.js';

export type { Level };

/** The permission that an operation needs, and what a call costs. */
export interface Needs {
  readonly tool: string;
  /** An estimate, since Procore does not publish levels. `None`: every account of an installed app may call it. */
  readonly level: Level;
  /** Whether the permission is set for the company or per project. */
  readonly scope: Scope;
  /** Whether the specification declares paging. */
  readonly paged: boolean;
  /** Largest number of rows per page. */
  readonly pageSize?: number;
  /** Requests that 10,000 rows cost; absent if the answer is not a list. */
  readonly requestsPer10000?: number;
}

export function needsOf(operation: Operation): Needs {
  const paged = operation.method === 'GET' && operation.paging !== undefined;
  const pageSize = paged ? pageSizeOf(operation) : undefined;
  return {
    tool: operation.tool,
    level: levelOf(operation),
    scope: scopeOf(operation),
    paged,
    ...(pageSize !== undefined && { pageSize }),
    ...(readsList(operation) && { requestsPer10000: pageSize ? Math.ceil(10_000 / pageSize) : 1 }),
  };
}

/** Whether an operation reads a list of rows. */
export function readsList({ method, returns, paging }: Operation): boolean {
  return method === 'GET' && (returns === 'array' || returns === 'data:array' || paging !== undefined);
}

/**
 * Whether an operation is known to read one answer, and no list. Where its reference does not say what it returns, a path
 * that ends with an id does: of those that say it, 338 read one record, and the three lists declare themselves.
 */
export function readsOne({ method, returns, paging, path }: Operation): boolean {
  if (method !== 'GET' || paging !== undefined) return false;
  return returns === undefined ? path.endsWith('}') : !returns.endsWith('array') && returns !== 'sync';
}

/**
 * Rows per page. A declared default above the largest page that we know proves that it is allowed (v2's lists of ids:
 * 5,000).
 */
function pageSizeOf({ path, params }: Operation): number {
  const form = pagingForm(path);
  if (form !== 'numbered') return form.largest;
  const declared = params.find(({ name }) => name === 'per_page')?.default;
  return Math.max(largestPage(path), typeof declared === 'number' ? declared : 0);
}

/** Calls that say who the account is and where it is installed. They need no permission on a tool. */
const OPEN_TO_ALL =
  /^\/rest\/v1\.\d+\/(companies|me|companies\/\{\w+\}\/me|settings\/permissions|company_base_url)$/;

/** Tools that are settings: writing there changes how others work. */
const SETTINGS_TOOLS = new Set([
  'Company Settings',
  'Currency Configurations',
  'Custom - Configurable Tools',
  'Project-Level Configuration',
  'Users & Permissions',
]);
/** Records of a configurable tool, such as correspondence. Writing them needs the same level as writing an RFI. */
const RECORDS = /\/(generic_tool|correspondence_type)_items(\/|$)/;
const SETTINGS_PATH =
  /[/_-](settings?|config(uration|urable|s)?s?|permissions?|permission_template\w*)([/_-]|$)/;

/** Reads that use POST because their search terms are too long for a query. */
const READS_BY_POST = /\/(query|search)$/;

/**
 * Reading needs Read Only, writing Standard, deleting and configuring Admin. The webhooks tool is different: it needs
 * Standard for everything (Procore's guide to webhooks).
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
