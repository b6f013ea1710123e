import type { ColumnType } from '../column.js';
import { decimalOf, instantOf } from '../types.js';
import { DECIMAL_DIGITS, flatValue, jsonOf, MOST_FRACTION } from '../values.js';

export const DIALECTS = ['postgres', 'sqlite', 'mysql', 'mssql'] as const;
export type DialectName = (typeof DIALECTS)[number];

/** A column as a database knows it. */
export interface SqlColumn {
  readonly type: ColumnType;
  readonly count?: true;
  readonly names?: true;
  /** Whether it is part of the table's key, which most databases cannot have as text of any length. */
  readonly isKey?: boolean;
}

/** What databases do not have in common. */
export interface Dialect {
  readonly name: DialectName;
  /** Most parameters of one statement. */
  readonly mostParameters: number;
  /** The type in a CREATE TABLE. */
  typeOf(column: SqlColumn): string;
  /** A value as its parameter. Only values that the column's type can keep. */
  parameter(value: unknown, column: SqlColumn): string | number | boolean | null;
}

/**
 * PostgreSQL and MySQL admit 65,535. Their text has a mark for each, which takes as long to make as the values: with
 * 10,000 a page of 1,000 rows with 60 columns takes half the time, and a packet of the database stays small.
 */
const MOST_PARAMETERS = 10_000;

const decimal = `decimal(${DECIMAL_DIGITS}, ${MOST_FRACTION})`;

/** A value as text, for a column of text or JSON. */
function textOf(value: unknown, column: SqlColumn): string {
  if (column.type === 'json') return jsonOf(value);
  return String(flatValue(value, column)).toWellFormed();
}

function numberOf(value: unknown): string | number {
  return value as string | number;
}

const isText = ({ type }: SqlColumn) => type === 'text' || type === 'json';

/** A value as text that no driver rounds or converts. */
function exactText(value: unknown, column: SqlColumn, instant: (utc: string) => string): string {
  if (isText(column)) return textOf(value, column);
  if (column.count) return String((value as unknown[]).length);
  if (column.type === 'decimal') return decimalOf(value as string | number) as string;
  if (column.type === 'date-time') return instant(instantOf(value as string) as string);
  return String(value);
}

const postgres: Dialect = {
  name: 'postgres',
  mostParameters: MOST_PARAMETERS,
  typeOf: ({ type }) =>
    ({
      text: 'text',
      integer: 'bigint',
      decimal: 'numeric',
      boolean: 'boolean',
      date: 'date',
      'date-time': 'timestamptz',
      json: 'json',
    })[type],
  // PostgreSQL has no NUL in text. The symbol for it takes its place.
  parameter: (value, column) => exactText(value, column, (utc) => `${utc}Z`).replaceAll('\0', '\u2400'),
};

/** Numbers with a fraction are text, since SQLite would keep them as rounded floats. */
const sqlite: Dialect = {
  name: 'sqlite',
  // It admits 32,766. But it looks for each named parameter among all before it, so that the time grows with the square
  // of their number: measured with node-red-node-sqlite, a row of 60 columns takes 8.8 ms with 32,760 of them, and
  // 0.28 ms with 1,980.
  mostParameters: 2_000,
  typeOf: ({ type }) => (type === 'integer' || type === 'boolean' ? 'integer' : 'text'),
  parameter(value, column) {
    if (column.count) return (value as unknown[]).length;
    if (column.type === 'integer') return numberOf(value);
    if (column.type === 'boolean') return Number(value);
    // A moment stays as Procore wrote it.
    return column.type === 'date-time' ? String(value) : exactText(value, column, String);
  },
};

const mysql: Dialect = {
  name: 'mysql',
  mostParameters: MOST_PARAMETERS,
  typeOf: ({ type, isKey }) =>
    ({
      text: `${isKey ? 'varchar(255)' : 'longtext'} character set utf8mb4 collate utf8mb4_bin`,
      integer: 'bigint',
      decimal,
      boolean: 'boolean',
      date: 'date',
      'date-time': 'datetime(6)',
      json: 'longtext character set utf8mb4 collate utf8mb4_bin',
    })[type],
  parameter(value, column) {
    if (column.type === 'boolean') return Number(value);
    return exactText(value, column, (utc) => utc.replace('T', ' '));
  },
};

/** Every parameter is text, since its driver would make floats of decimals. */
const mssql: Dialect = {
  name: 'mssql',
  // It admits 2,100, and the driver needs some for itself.
  mostParameters: 2_000,
  typeOf: ({ type, isKey }) =>
    ({
      text: isKey ? 'nvarchar(255) collate Latin1_General_100_BIN2' : 'nvarchar(max)',
      integer: 'bigint',
      decimal,
      boolean: 'bit',
      date: 'date',
      'date-time': 'datetimeoffset(6)',
      json: 'nvarchar(max)',
    })[type],
  parameter(value, column) {
    if (column.type === 'boolean') return value ? '1' : '0';
    return exactText(value, column, (utc) => `${utc}+00:00`);
  },
};

const ALL: Readonly<Record<DialectName, Dialect>> = { postgres, sqlite, mysql, mssql };

export function dialectOf(name: DialectName): Dialect {
  return ALL[name];
}

/** A cell as its parameter: null where there is no value. An empty text is a value only in a column of text. */
export function parameterOf(
  dialect: Dialect,
  value: unknown,
  column: SqlColumn,
): string | number | boolean | null {
  if (value === undefined || value === null || (value === '' && !isText(column))) return null;
  return dialect.parameter(value, column);
}
