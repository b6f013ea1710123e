/** A database of a test, as the tests of SQL use each of them. */
export interface Database {
  /** Executes one statement with its parameters. */
  run(sql: string, parameters: readonly unknown[]): Promise<unknown>;
  /** The rows of a query without parameters. */
  rows(sql: string): Promise<Array<Record<string, unknown>>>;
  close(): Promise<void>;
}
