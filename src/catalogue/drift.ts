import { type Operation, signatureOf } from './operation.js';

/** What differs between two editions of the catalogue, each by the signatures of operations. */
export interface Drift {
  readonly came: readonly string[];
  /** Those that are not there any more, or are marked as removed since. */
  readonly went: readonly string[];
  /** Those that are in both, each with what changed. */
  readonly changed: ReadonlyArray<readonly [signature: string, what: readonly string[]]>;
}

const COMPARED = [
  'name',
  'tool',
  'params',
  'body',
  'returns',
  'paging',
  'deprecated',
  'deprecatedAt',
  'beta',
  'sunset',
  'newer',
] as const satisfies ReadonlyArray<keyof Operation>;

/** Compares two editions. An operation that is removed in the older one counts as absent there. */
export function driftBetween(before: readonly Operation[], after: readonly Operation[]): Drift {
  const old = inUse(before);
  const fresh = inUse(after);
  const changed: Array<[string, string[]]> = [];
  for (const [signature, operation] of fresh) {
    const known = old.get(signature);
    const what = known ? COMPARED.filter((key) => !isSame(known[key], operation[key])) : [];
    if (what.length > 0) changed.push([signature, what]);
  }
  return {
    came: [...fresh.keys()].filter((signature) => !old.has(signature)),
    went: [...old.keys()].filter((signature) => !fresh.has(signature)),
    changed,
  };
}

function inUse(operations: readonly Operation[]): Map<string, Operation> {
  const all = operations.filter(({ removed }) => !removed);
  return new Map(all.map((operation) => [signatureOf(operation), operation]));
}

/** The report, a line per operation. */
export function driftText({ came, went, changed }: Drift): string {
  const lines = [
    ...came.map((signature) => `+ ${signature}`),
    ...went.map((signature) => `- ${signature}`),
    ...changed.map(([signature, what]) => `~ ${signature}: ${what.join(', ')}`),
    `${came.length} came, ${changed.length} changed, ${went.length} went`,
  ];
  return `${lines.join('\n')}\n`;
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
