import type { AccountView } from '../../src/access/account-view.js';
import { configError } from '../../src/errors.js';
import type { AccessDef } from '../shared/flow-json.js';
import type { NodeKind, Run } from '../shared/pipe/node-kind.js';
import type { Facts, Rows } from '../shared/pipe/outcome.js';

/** What every mode needs for its report. */
export interface Look {
  readonly run: Run<AccessDef>;
  /** The only company to report on; undefined for all. */
  readonly only: string | undefined;
  readonly view: AccountView;
  /** Every kind of node of this package. */
  kinds(): readonly NodeKind[];
}

/**
 * Turns pieces of rows into outcomes. Each one is yielded when the next one arrives, so that the last is known: it
 * carries what is known only at the end.
 */
export async function* asOutcomes<T>(
  pieces: AsyncIterable<readonly T[]>,
  operation: string,
  atEnd: () => Record<string, unknown> = () => ({}),
): AsyncGenerator<Rows & Facts, void, undefined> {
  let held: readonly T[] | undefined;
  for await (const piece of pieces) {
    if (piece.length === 0) continue;
    if (held) yield { rows: held, last: false, about: { operation } };
    held = piece;
  }
  yield { rows: held ?? [], last: true, about: { operation, more: atEnd() } };
}

/** Most places that a message names if many could not be read. */
const MOST_NAMED = 100;

/** What could not be read, for msg.procore of the last message. Also logs it as a warning. */
export function unreadOf({ run: { host } }: Look, ...views: AccountView[]): Record<string, unknown> {
  const unread = views.flatMap((view) => view.unread);
  const [first] = unread;
  if (!first) return {};
  const place = first.project || first.project_id || first.company || first.company_id;
  const values = { n: String(unread.length), place, cause: first.cause };
  host.warn(host.text('warning.unread', values));
  return { unread: unread.slice(0, MOST_NAMED) };
}

/** Passes the pieces on and collects all of their rows in `into`. */
export async function* gathered<T>(
  pieces: AsyncIterable<readonly T[]>,
  into: T[],
): AsyncGenerator<readonly T[], void, undefined> {
  for await (const piece of pieces) {
    into.push(...piece);
    yield piece;
  }
}

/**
 * The only company to report on, or undefined for all.
 * @throws ProcoreError PROCORE_CONFIG if one is needed and none is set
 */
export async function onlyCompany({ inputs, client }: Run<AccessDef>): Promise<string | undefined> {
  if (inputs.config.companies !== 'one') return undefined;
  const company = (await inputs.company()) ?? client.connection.companyId;
  if (company) return company;
  throw configError('No company is chosen.', 'Choose one in the node, or look at all companies.');
}
