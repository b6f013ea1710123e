import { LONGEST_WINDOW } from '../../src/changes/facts.js';
import { unknownWay, type Way, wayOf } from '../../src/changes/strategy.js';
import { configError } from '../../src/errors.js';
import type { Client, PlanInput } from '../../src/index.js';
import type { ChangesDef } from '../shared/flow-json.js';
import { formPlan } from '../shared/form-plan.js';
import type { Inputs } from '../shared/pipe/inputs.js';
import type { NodeKind } from '../shared/pipe/node-kind.js';
import { changesOutcomes } from './changes-outcomes.js';
import { fields } from './fields.js';
import { migrations } from './migrations.js';

/** Most rows per page. */
const MOST_ROWS = 10_000;
const HUNDRED = 100;

export const changesKind: NodeKind<ChangesDef> = {
  type: 'procore-changes',
  fields,
  migrations,
  operations: ({ path }) => [{ method: 'GET', path }],
  isChosen: true,
  waits: ({ confirm }) => confirm === 'tick',

  async *onMessage({ host, inputs, client, options }) {
    const { config } = inputs;
    const perPage = inputs.count(config.perPage, 'page size', MOST_ROWS);
    const plan: PlanInput = {
      ...(await formPlan(inputs)),
      operation: config.operation || undefined,
      paging: 'all',
      ...(perPage !== undefined && { perPage }),
    };
    const operation = await client.operations.find('GET', plan.path);
    const way = await wayFor(client, plan.path, config.strategy);
    const flags = flagsOf(inputs);
    // It loads zod, which Node-RED's start does not need.
    const { coverageOf } = await import('./coverage.js');
    const coverage = await coverageOf(inputs, client, plan, operation);
    yield* changesOutcomes(
      client,
      {
        ...flags,
        ...coverage,
        way,
        operation,
        plan,
        // Two nodes that shared a cursor would each get a part of the changes.
        name: inputs.text(config.cursor, 'cursor') || host.id,
        deletes: config.deletes !== 'off',
        windowDays:
          inputs.count(config.windowDays, 'days', LONGEST_WINDOW) ?? Number(fields.windowDays.default),
        brake: inputs.count(config.brake, 'brake', HUNDRED) ?? Number(fields.brake.default),
      },
      options,
      {
        isOneArray: config.delivery === 'array',
        tagRows: config.tagRows && config.scope !== 'call',
        sharesIds: way.sharesIds === true && config.scope !== 'call',
        isCall: config.scope === 'call',
      },
    );
  },
};

/** What the message says about this run alone. */
function flagsOf(inputs: Inputs<ChangesDef>) {
  return {
    full: inputs.take('full') === true,
    forget: inputs.take('forget') === true,
    isConfirmed: inputs.take('confirmDeletes') === true,
  };
}

/** @throws ProcoreError PROCORE_CONFIG if the list does not allow the strategy */
async function wayFor(client: Client, path: string, wanted: ChangesDef['strategy']): Promise<Way> {
  const operation = await client.operations.find('GET', path);
  const way = operation ? wayOf(operation, await client.operations.all(), wanted) : undefined;
  if (way) return way;
  if (!operation && (wanted === 'auto' || wanted === 'hash')) return unknownWay(path);
  throw configError(
    wanted === 'window'
      ? 'This list takes no dates, so it cannot be read in a window of days.'
      : 'This list has no filter for updated_at.',
    'Set Strategy to auto.',
  );
}
