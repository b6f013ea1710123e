import type { NodeAPI } from 'node-red';
import type { AccessRow } from '../../src/access/access-row.js';
import { audit } from '../../src/access/audit.js';
import { difference, remembered, summaryOf } from '../../src/access/difference.js';
import { matrixOf } from '../../src/access/matrix.js';
import { Sight } from '../../src/access/sight.js';
import type { Call } from '../shared/action.js';
import type { Result } from '../shared/delivery.js';
import type { AccessDef } from '../shared/flow-json.js';
import { knownProjects } from './known-projects.js';
import { LastAudit } from './last-audit.js';
import { asResults, gathered, onlyCompany, unreadOf } from './results.js';

const OPERATION = 'Access audit';

/** What the account may see and do, and what changed since this node's last audit of the same connection. */
export async function* auditResults(
  RED: NodeAPI,
  call: Call<AccessDef>,
): AsyncGenerator<Result, void, undefined> {
  const { node, client, run } = call;
  const { config } = call.inputs;
  const only = await onlyCompany(call);
  const kept = new LastAudit(node, config.store || undefined, config.connection, client.state);
  const last = await kept.read();
  const isLookedAt = ({ company_id: id }: AccessRow) => only === undefined || id === only;
  const before = last?.rows.filter(isLookedAt) ?? [];
  const companies = only === undefined ? undefined : [{ id: only, name: nameOf(before, only) }];
  const known = await knownProjects(RED, call, before);

  const found: AccessRow[] = [];
  const sight = new Sight(client, run, only);
  const pieces = gathered(audit(sight, { companies, known }), found);
  const compared = async () => {
    // Nothing came before the first audit: it is no change that all is there now.
    const changes = last ? difference(before, found) : [];
    const others = last?.rows.filter((each) => !isLookedAt(each)) ?? [];
    await kept.write([...others, ...remembered(before, found)]);
    const about = { since: last?.at ?? null, changes: changes.length, summary: summaryOf(changes) };
    return { changes, more: { difference: about, ...unreadOf(RED, call, sight) } };
  };

  if (config.shape !== 'matrix' && config.shape !== 'changes') {
    yield* withDifference(asResults(pieces, OPERATION), compared);
    return;
  }
  for await (const _ of pieces) run.signal?.throwIfAborted();
  const { changes, more } = await compared();
  const body = config.shape === 'matrix' ? matrixOf(found) : changes;
  yield { body, isList: true, last: true, about: { operation: OPERATION }, more };
}

async function* withDifference(
  results: AsyncIterable<Result>,
  compared: () => Promise<{ readonly more: Record<string, unknown> }>,
): AsyncGenerator<Result, void, undefined> {
  for await (const result of results) yield result.last ? { ...result, ...(await compared()) } : result;
}

function nameOf(rows: readonly AccessRow[], company: string): string {
  return rows.find((each) => each.company_id === company)?.company ?? '';
}
