export type Stored = Readonly<Record<string, unknown>>;

/** What leads to a version: the stored properties as that version would have stored them. Never changed once it was released. */
export interface Migration {
  readonly to: number;
  up(stored: Stored): Stored;
}

/** The steps of a node type, in order. The version of a new node is that of the last one. */
export type Migrations = readonly Migration[];

/** The version that new nodes are stored with. */
export function newestVersion(migrations: Migrations): number {
  return Math.max(0, ...migrations.map(({ to }) => to));
}

/**
 * A node's properties as the newest version would have stored them. What is there already stays as it is, also in flows of
 * a version that is newer than this one.
 */
export function migrated<T extends object>(migrations: Migrations, stored: T): T {
  const given: Stored = Object.fromEntries(Object.entries(stored).filter(([, value]) => value !== undefined));
  const version = Number(given.version ?? 0);
  const steps = migrations.filter(({ to }) => to > version);
  const newest = steps.reduce((older, step) => step.up(older), given);
  return { ...newest, version: Math.max(version, newestVersion(migrations)) } as unknown as T;
}
