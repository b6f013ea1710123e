import { type Operation, signatureOf } from './operation.js';
import type { ShapeNotation } from './shape.js';
import { type ShapeDrift, shapeDrift } from './shape-drift.js';

/** One edition of the catalogue. What is not known of its shapes is absent. */
export interface Edition {
  readonly operations: readonly Operation[];
  /** By the signatures of operations. */
  readonly bodies?: ReadonlyMap<string, ShapeNotation>;
  readonly answers?: ReadonlyMap<string, ShapeNotation>;
}

/** What differs between two editions of the catalogue, each by the signatures of operations. */
export interface Drift {
  readonly came: readonly string[];
  /** Those that are not there any more, or are marked as removed since. */
  readonly went: readonly string[];
  /** Those that are in both, each with what changed. */
  readonly changed: ReadonlyArray<readonly [signature: string, what: readonly string[]]>;
  /** Those of them with another body inside. */
  readonly bodies: readonly BodyDrift[];
}

export interface BodyDrift extends ShapeDrift {
  readonly signature: string;
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
export function driftBetween(before: Edition, after: Edition): Drift {
  const old = inUse(before.operations);
  const fresh = inUse(after.operations);
  const changed: Array<[string, string[]]> = [];
  const bodies: BodyDrift[] = [];
  for (const [signature, operation] of fresh) {
    const known = old.get(signature);
    if (!known) continue;
    const what: string[] = COMPARED.filter((key) => !isSame(known[key], operation[key]));
    const body = shapeDrift(before.bodies?.get(signature), after.bodies?.get(signature));
    const answer = shapeDrift(before.answers?.get(signature), after.answers?.get(signature));
    if (body) bodies.push({ signature, ...body });
    what.push(...told('fields of the body', body), ...told('fields of the answer', answer));
    if (what.length > 0) changed.push([signature, what]);
  }
  return {
    came: [...fresh.keys()].filter((signature) => !old.has(signature)),
    went: [...old.keys()].filter((signature) => !fresh.has(signature)),
    changed,
    bodies,
  };
}

function told(what: string, drift: ShapeDrift | undefined): string[] {
  if (!drift) return [];
  return [`${what} ${drift.kind === 'changed' ? `(${drift.fields.join(' ')})` : drift.kind}`];
}

function inUse(operations: readonly Operation[]): Map<string, Operation> {
  const all = operations.filter(({ removed }) => !removed);
  return new Map(all.map((operation) => [signatureOf(operation), operation]));
}

/** The report, a line per operation. */
export function driftText({ came, went, changed, bodies }: Drift): string {
  const countOf = (kind: ShapeDrift['kind']) => bodies.filter((body) => body.kind === kind).length;
  const lines = [
    ...came.map((signature) => `+ ${signature}`),
    ...went.map((signature) => `- ${signature}`),
    ...changed.map(([signature, what]) => `~ ${signature}: ${what.join(', ')}`),
    `${came.length} came, ${changed.length} changed, ${went.length} went`,
    `bodies of these: ${countOf('came')} came, ${countOf('changed')} changed, ${countOf('went')} went`,
  ];
  return `${lines.join('\n')}\n`;
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
