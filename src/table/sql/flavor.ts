import type { DialectName } from './dialect.js';
import type { Statement } from './statements.js';

/** `usual`: as the usual Node-RED node of the database reads it. `plain`: both parts in the payload, for any other. */
export const FLAVORS = ['usual', 'plain'] as const;
export type Flavor = (typeof FLAVORS)[number];

/** What a statement is on a message: its payload, and further properties. */
export interface SqlMessage {
  readonly payload: unknown;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** A statement as a database node reads it from a message. */
export function messageOf(statement: Statement, dialect: DialectName, flavor: Flavor): SqlMessage {
  const { sql, parameters } = statement;
  if (flavor === 'plain') return { payload: { sql, params: [...parameters] }, properties: {} };
  return USUAL[dialect](sql, [...parameters]);
}

type Parameters = ReadonlyArray<string | number | boolean | null>;

const USUAL: Readonly<Record<DialectName, (sql: string, parameters: Parameters) => SqlMessage>> = {
  // node-red-node-sqlite 1.1.1, "Via msg.topic": the text in msg.topic, an array of values in msg.payload. Its prepared
  // statements take the text from the node itself, and not from a message.
  sqlite: (topic, payload) => ({ payload, properties: { topic } }),
  // node-red-node-mysql 3.0.4: the text in msg.topic, and an array in msg.payload for its question marks.
  mysql: (topic, payload) => ({ payload, properties: { topic } }),
  // node-red-contrib-postgresql: the text in msg.query, and an array in msg.params for $1, $2, …
  postgres: (query, params) => ({ payload: params, properties: { query, params } }),
  // node-red-contrib-mssql-plus 0.13.1, with its query from msg.query and its parameters from msg.params: a list of name,
  // type and value. It takes a type from a text.
  mssql: (query, values) => {
    const params = values.map((value, at) => ({ name: `p${at + 1}`, type: textType(value), value }));
    return { payload: params, properties: { query, params } };
  },
};

/** Most characters of a text that SQL Server compares with the help of an index. */
const SHORT = 4_000;

function textType(value: Parameters[number]): string {
  return typeof value === 'string' && value.length > SHORT ? 'nvarchar(max)' : `nvarchar(${SHORT})`;
}
