import { ProcoreError } from '../../src/errors.js';
import { listCustomFields } from '../../src/operations.js';
import type { Row } from '../../src/table/column.js';
import { customFieldsIn, type Labels, labelsOf } from '../../src/table/custom-fields.js';
import type { TableDef } from '../shared/flow-json.js';
import type { Run } from '../shared/pipe/node-kind.js';
import type { Warning } from '../shared/pipe/outcome.js';

/** How long labels are believed, ms: administrators rename custom fields rarely. */
const KEPT_FOR = 3_600_000;

/** After this time, ms, Procore is asked again for the label of a field that it did not have, or for a list that it refused. */
const ASKED_AGAIN_AFTER = 300_000;

/** The labels of the custom fields in some rows. */
export interface FieldLabels {
  readonly labels: Labels;
  /** Says why fields go by their id. */
  readonly warnings: readonly Warning[];
}

/**
 * Reads the labels of the custom fields that rows have. A company's definitions are read once and kept in the state,
 * which all nodes on the key share. Nothing is read for rows without custom fields. If the definitions cannot be read,
 * the fields go by their id: a row is not lost because of a label.
 * @throws ProcoreError PROCORE_CANCELLED and the like, if the message itself is over
 */
export async function fieldLabels(run: Run<TableDef>, rows: Iterable<Row>): Promise<FieldLabels> {
  const fields = customFieldsIn(rows);
  const companyId = (await run.inputs.company()) ?? run.client.connection.companyId;
  if (fields.size === 0 || !companyId) return { labels: new Map(), warnings: [] };
  const { cache } = run.state;
  const key = `custom-fields/${companyId}`;
  const [kept] = await cache.get<ReadonlyArray<readonly [string, string]>>([key]);
  const labels = new Map(kept?.value);
  const isKnown = [...fields].every((field) => labels.has(field));
  if (isKnown) return { labels, warnings: [] };
  // Whoever has the claim asks; the others go on with what is known.
  const [isDue] = await cache.claim([key], ASKED_AGAIN_AFTER);
  if (kept && !isDue) return { labels, warnings: [] };
  try {
    const read = labelsOf(await definitions(run, companyId));
    await cache.set(key, [...read], { ttlMs: KEPT_FOR });
    return { labels: read, warnings: [] };
  } catch (thrown) {
    run.options.signal.throwIfAborted();
    if (!(thrown instanceof ProcoreError)) throw thrown;
    // Labels from before are better than none.
    await cache.set(key, [...labels], { ttlMs: labels.size > 0 ? KEPT_FOR : ASKED_AGAIN_AFTER });
    const { cause, fix } = thrown;
    return { labels, warnings: [{ text: 'noLabels', values: { cause: String(cause), fix } }] };
  }
}

async function definitions({ client, options }: Run<TableDef>, companyId: string): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const { body } of client.pages(listCustomFields(companyId), options))
    if (Array.isArray(body)) for (const each of body) all.push(each);
  return all;
}
