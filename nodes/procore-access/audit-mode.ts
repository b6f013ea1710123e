import type { AccessRow } from '../../src/access/access-row.js';
import { audit } from '../../src/access/audit.js';
import { difference, remembered, summaryOf } from '../../src/access/difference.js';
import { matrixOf } from '../../src/access/matrix.js';
import type { Facts, Result, Rows } from '../shared/pipe/outcome.js';
import { knownProjects } from './known-projects.js';
import { LastAudit } from './last-audit.js';
import { asOutcomes, gathered, type Look, unreadOf } from './look.js';

const OPERATION = 'Access audit';

/** What the account may see and do, and what changed since this node's last audit of the same connection. */
export async function* auditOutcomes(look: Look): AsyncGenerator<Result, void, undefined> {
  const { run, only, view } = look;
  const { host, options, state } = run;
  const { config } = run.inputs;
  const kept = new LastAudit(host, config.store || undefined, config.connection, state);
  const last = await kept.read();
  const isLookedAt = ({ company_id: id }: AccessRow) => only === undefined || id === only;
  const before = last?.rows.filter(isLookedAt) ?? [];
  const companies = only === undefined ? undefined : [{ id: only, name: nameOf(before, only) }];
  const known = await knownProjects(look, before);

  const found: AccessRow[] = [];
  const pieces = gathered(audit(view, { companies, known }), found);
  const compared = async () => {
    // A first audit has nothing to compare with, so it finds no changes.
    const changes = last ? difference(before, found) : [];
    const others = last?.rows.filter((each) => !isLookedAt(each)) ?? [];
    await kept.write([...others, ...remembered(before, found)]);
    const about = { since: last?.at ?? null, changes: changes.length, summary: summaryOf(changes) };
    return { changes, more: { difference: about, ...unreadOf(look, view) } };
  };

  if (config.shape === 'rows') {
    yield* withDifference(asOutcomes(pieces, OPERATION), compared);
    return;
  }
  for await (const _ of pieces) options.signal.throwIfAborted();
  const { changes, more } = await compared();
  const rows = config.shape === 'matrix' ? matrixOf(found) : changes;
  yield { rows, last: true, about: { operation: OPERATION, more } };
}

async function* withDifference(
  outcomes: AsyncIterable<Rows & Facts>,
  compared: () => Promise<{ readonly more: Record<string, unknown> }>,
): AsyncGenerator<Result, void, undefined> {
  for await (const outcome of outcomes) {
    if (!outcome.last) yield outcome;
    else yield { ...outcome, about: { ...outcome.about, more: (await compared()).more } };
  }
}

function nameOf(rows: readonly AccessRow[], company: string): string {
  return rows.find((each) => each.company_id === company)?.company ?? '';
}
