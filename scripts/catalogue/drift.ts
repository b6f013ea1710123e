/** What differs between two editions of the catalogue. */
import { type Operation, signatureOf } from '../../src/catalogue/operation.js';

export interface Drift {
  readonly came: readonly string[];
  readonly went: readonly string[];
  /** Signatures of those that are in both, each with what changed. */
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
  'removed',
  'beta',
  'sunset',
  'newer',
] as const satisfies ReadonlyArray<keyof Operation>;

export function driftBetween(before: readonly Operation[], after: readonly Operation[]): Drift {
  const old = new Map(before.map((operation) => [signatureOf(operation), operation]));
  const fresh = new Map(after.map((operation) => [signatureOf(operation), operation]));
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
