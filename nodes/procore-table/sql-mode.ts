import type { NodeMessage } from 'node-red';
import { messageOf } from '../../src/table/sql/flavor.js';
import { type Statement, sqlFor, type Written } from '../../src/table/sql/statements.js';
import type { TableDef } from '../shared/flow-json.js';
import type { Run } from '../shared/pipe/node-kind.js';
import type { Outcome } from '../shared/pipe/outcome.js';
import { givenBy } from './given.js';
import { TableMemory } from './table-memory.js';

/** One statement after the other, those that change the table itself first. */
export async function* sqlOutcomes(run: Run<TableDef>, now: Date): AsyncGenerator<Outcome> {
  const { inputs, host, state } = run;
  const { dialect, deletes, flavor } = inputs.config;
  const table = inputs.text(inputs.config.table, 'table');
  const memory = new TableMemory(state.store, `${host.id}/${dialect}/${table}`);
  if (inputs.take('forget') === true) await memory.forget();
  const given = await givenBy(run);
  const written = await sqlFor(given.changes, given.places, {
    ...given.layout,
    dialect,
    table,
    key: given.key,
    deletes,
    now,
    known: await memory.columns(),
    creates: isFirst(inputs.msg),
  });
  const remember = () => memory.keep(written.columns);
  for (const { statement, isLastOfStructure } of marked(written)) {
    const { payload, properties } = messageOf(statement, dialect, flavor);
    const { does, rows } = statement;
    // Each message has its own copy of what it says about its rows.
    const told = { ...given.procore, columns: written.columns, statement: { does, table, rows } };
    const { procore: more } = host.clone({ procore: told } as NodeMessage) as { procore: typeof told };
    yield {
      value: payload,
      properties,
      about: { more },
      ...(isLastOfStructure && { confirmed: remember }),
    };
  }
}

/** Whether a message begins a list: then its table may have to be created again. */
function isFirst(msg: object): boolean {
  const { parts } = msg as { readonly parts?: { readonly index?: unknown } | null };
  return typeof parts?.index !== 'number' || parts.index === 0;
}

/** The statements; of those that change the table itself, the last one is marked. */
function* marked({ statements }: Written): Generator<{ statement: Statement; isLastOfStructure: boolean }> {
  let held: Statement | undefined;
  for (const statement of statements) {
    if (held) yield { statement: held, isLastOfStructure: isStructure(held) && !isStructure(statement) };
    held = statement;
  }
  if (held) yield { statement: held, isLastOfStructure: isStructure(held) };
}

function isStructure({ does }: Statement): boolean {
  return does === 'create' || does === 'add';
}
