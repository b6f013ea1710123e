import { type Migrations, migrated } from '../migrations.js';
import type { Fields } from './field.js';

/** What a node type declares about the properties that its nodes store. */
export interface StoredForm {
  readonly fields: Fields;
  readonly migrations: Migrations;
}

/** A stored node as the runtime reads it: in the newest version, with every field. */
export function configOf<T extends object>({ fields, migrations }: StoredForm, stored: T): T {
  return withDefaults(fields, migrated(migrations, stored));
}

/** The same properties; a missing field gets the value that its absence means. */
export function withDefaults<T extends object>(fields: Fields, stored: T): T {
  const config = { ...stored } as Record<string, unknown>;
  for (const [name, field] of Object.entries(fields)) {
    if (field.kind === 'credential') continue;
    const value = config[name];
    // For a choice, null is not one of its values, so it is reported like any other wrong value.
    const isNothing = value === undefined || (value === null && !('values' in field));
    if (isNothing || (value === '' && field.emptyIsAbsent)) config[name] = field.absent ?? field.default;
  }
  return config as T;
}
