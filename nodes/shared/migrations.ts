export type Stored = Readonly<Record<string, unknown>>;

/**
 * A step to a version: it turns the stored properties into those that this version would have stored. It never changes
 * once it is released.
 */
export interface Migration {
  readonly to: number;
  up(stored: Stored): Stored;
}

/** The steps of a node type, in order. New nodes have the version of the last step. */
export type Migrations = readonly Migration[];

/** The version that new nodes are stored with. */
export function newestVersion(migrations: Migrations): number {
  return Math.max(0, ...migrations.map(({ to }) => to));
}

/**
 * A node's properties as the newest version would have stored them. Properties that exist stay as they are, also in
 * flows of a version newer than this one.
 */
export function migrated<T extends object>(migrations: Migrations, stored: T): T {
  const given: Stored = Object.fromEntries(Object.entries(stored).filter(([, value]) => value !== undefined));
  const version = Number(given.version ?? 0);
  const steps = migrations.filter(({ to }) => to > version);
  const newest = steps.reduce((older, step) => step.up(older), given);
  return { ...newest, version: Math.max(version, newestVersion(migrations)) } as unknown as T;
}
