import type { NodeMessage } from 'node-red';
import { messageOf } from '../../src/table/sql/flavor.js';
import { type Statements, sqlFor, type TableStatement } from '../../src/table/sql/tables.js';
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
  const written = await sqlFor(
    given.changes,
    given.places,
    { ...given.layout, dialect, table, key: given.key, deletes, now, creates: isFirst(inputs.msg) },
    await memory.known(),
  );
  let { warnings } = given;
  const remember = () => memory.keep(written.known);
  for (const { statement, isLastOfStructure, isLast } of marked(written)) {
    const { payload, properties } = messageOf(statement, dialect, flavor);
    const { does, rows, table } = statement;
    // Each message has its own copy of what it says about its rows.
    const told = { ...given.procore, columns: written.known.columns, statement: { does, table, rows } };
    const { procore: more } = host.clone({ procore: told } as NodeMessage) as { procore: typeof told };
    yield {
      value: payload,
      properties,
      about: { more },
      warnings,
      ...(isLastOfStructure && { confirmed: remember }),
      // With flow control, the message ends once the database has executed its last statement, too.
      ...(isLast && { confirmed: isLastOfStructure ? remember : executed }),
    };
    // Once is enough.
    warnings = [];
  }
}

/** Whether a message begins a list: then its table may have to be created again. */
function isFirst(msg: object): boolean {
  const { parts } = msg as { readonly parts?: { readonly index?: unknown } | null };
  return typeof parts?.index !== 'number' || parts.index === 0;
}

async function executed(): Promise<void> {}

interface Marked {
  readonly statement: TableStatement;
  readonly isLastOfStructure: boolean;
  readonly isLast: boolean;
}

/** The statements; the last one is marked, and the last one of those that change the table itself. */
function* marked({ statements }: Statements): Generator<Marked> {
  let held: TableStatement | undefined;
  for (const statement of statements) {
    if (held) {
      const isLastOfStructure = isStructure(held) && !isStructure(statement);
      yield { statement: held, isLastOfStructure, isLast: false };
    }
    held = statement;
  }
  if (held) yield { statement: held, isLastOfStructure: isStructure(held), isLast: true };
}

function isStructure({ does }: TableStatement): boolean {
  return does === 'create' || does === 'add';
}
