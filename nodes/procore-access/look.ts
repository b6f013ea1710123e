import type { AccountView } from '../../src/access/account-view.js';
import { configError } from '../../src/errors.js';
import type { AccessDef } from '../shared/flow-json.js';
import type { NodeKind, Run } from '../shared/pipe/node-kind.js';
import type { Facts, Rows } from '../shared/pipe/outcome.js';

/** What every mode looks with. */
export interface Look {
  readonly run: Run<AccessDef>;
  /** The only company to look at; undefined for all. */
  readonly only: string | undefined;
  readonly view: AccountView;
  /** Every kind of node of this package. */
  kinds(): readonly NodeKind[];
}

/**
 * Pieces of rows as outcomes, each as soon as the one after it is there: the last one is told from the others, and carries
 * what can only be known at the end.
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

/** Places that are named in a message where much could not be read. */
const MOST_NAMED = 100;

/** What could not be read, for msg.procore of the last message; a warning tells it too. */
export function unreadOf({ run: { host } }: Look, ...views: AccountView[]): Record<string, unknown> {
  const unread = views.flatMap((view) => view.unread);
  const [first] = unread;
  if (!first) return {};
  const place = first.project || first.project_id || first.company || first.company_id;
  const values = { n: String(unread.length), place, cause: first.cause };
  host.warn(host.text('warning.unread', values));
  return { unread: unread.slice(0, MOST_NAMED) };
}

/** Pieces as they pass, and all of their rows kept for a look at the whole. */
export async function* gathered<T>(
  pieces: AsyncIterable<readonly T[]>,
  into: T[],
): AsyncGenerator<readonly T[], void, undefined> {
  for await (const piece of pieces) {
    into.push(...piece);
    yield piece;
  }
}

/** The only company to look at, or undefined for all. @throws ProcoreError PROCORE_CONFIG where one is wanted and none is set */
export async function onlyCompany({ inputs, client }: Run<AccessDef>): Promise<string | undefined> {
  if (inputs.config.companies !== 'one') return undefined;
  const company = (await inputs.company()) ?? client.connection.companyId;
  if (company) return company;
  throw configError('No company is chosen.', 'Choose one in the node, or look at all companies.');
}
