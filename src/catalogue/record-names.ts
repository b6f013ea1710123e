import { itemsIn } from './flat-query.js';
import type { NamedValue } from './values.js';

/**
 * Names of picked records, for people to read: by the field, then by the id. They stand beside the request, which a run
 * reads without them.
 */
export type RecordNames = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Longest name that a flow stores, in characters. */
const LONGEST = 100;

/** Names that a form collects while records are picked. */
export class NameBook {
  readonly #names: Map<string, Map<string, string>>;

  /** @param stored what a node has stored; anything else than names counts as none */
  constructor(stored: unknown) {
    const fields = Object.entries(objectOf(stored));
    this.#names = new Map(
      fields.map(([field, names]) => [
        field,
        new Map(Object.entries(objectOf(names)).map(([id, name]) => [id, String(name)])),
      ]),
    );
  }

  of(field: string, id: string): string | undefined {
    return this.#names.get(field)?.get(id);
  }

  keep(field: string, id: string, name: string): void {
    const names = this.#names.get(field) ?? new Map<string, string>();
    this.#names.set(field, names.set(id, name.slice(0, LONGEST)));
  }

  /** Replaces known names by those that the records have now. */
  correct(field: string, records: Iterable<{ readonly id: string; readonly name: string }>): void {
    for (const { id, name } of records) if (this.of(field, id) !== undefined) this.keep(field, id, name);
  }

  /** The names of the ids that a request still has, in the order of its fields. */
  stored(rows: readonly NamedValue[], body: string): RecordNames {
    const ofRows = rows.map(({ name, value, type }) => {
      const ids = type === 'json' ? (itemsIn(value)?.items ?? []) : [value];
      return [name, this.#among(name, (id) => ids.includes(id))] as const;
    });
    const isRow = (field: string) => rows.some(({ name }) => name === field);
    const ofBody = [...this.#names.keys()]
      .filter((field) => !isRow(field))
      .map((field) => [field, this.#among(field, (id) => body.includes(id))] as const);
    return Object.fromEntries([...ofRows, ...ofBody].filter(([, names]) => Object.keys(names).length > 0));
  }

  #among(field: string, has: (id: string) => boolean): Readonly<Record<string, string>> {
    const names = [...(this.#names.get(field) ?? [])];
    return Object.fromEntries(names.filter(([id, name]) => name !== '' && has(id)));
  }
}

/** Most names in a label, and the longest one. */
const SHOWN = 2;
const LONGEST_SHOWN = 32;

/** The names as a label has them; empty if there are none. */
export function namesTold(stored: unknown): string {
  const all = Object.values(objectOf(stored)).flatMap((names) => Object.values(objectOf(names)).map(String));
  const told = all.slice(0, SHOWN).map((name) => {
    return name.length > LONGEST_SHOWN ? `${name.slice(0, LONGEST_SHOWN - 1)}…` : name;
  });
  return [...told, ...(all.length > SHOWN ? [`+${all.length - SHOWN}`] : [])].join(' · ');
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}
