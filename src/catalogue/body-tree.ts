import { configError } from '../errors.js';
import { isPlainObject } from '../transport/plain-text.js';
import type { NamedValue } from './values.js';

/**
 * A place in a body whose value comes from a message, the context, the environment or an expression. A body in a dialog
 * is JSON with such places in it; a node stores the two apart, so that the JSON stays readable.
 */
export class Reference {
  constructor(
    readonly value: string,
    readonly type: string,
  ) {}
}

/** The way from the top of a body to a place in it: keys of objects, and places in lists. */
export type Steps = ReadonlyArray<string | number>;

const PLAIN_KEY = /^[^.[\]"]+$/;
const STEP = /\[(\d{1,5})\]|\[("(?:[^"\\]|\\.)*")\]|(?:^|\.)([^.[\]"]+)/y;

/** The way as a node stores it: `rfi.question.body`, `updates[0].id`, `rfi["a.b"]`. */
export function placeName(steps: Steps): string {
  const [first, ...rest] = steps.map((step) => {
    if (typeof step === 'number') return `[${step}]`;
    return PLAIN_KEY.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
  });
  return [first?.replace(/^\./, ''), ...rest].join('');
}

/** Reads such a way. @throws ProcoreError PROCORE_CONFIG naming it if it is none */
export function stepsOf(name: string): Steps {
  const steps: Array<string | number> = [];
  let at = 0;
  while (at < name.length) {
    STEP.lastIndex = at;
    const [whole, index, quoted, key] = STEP.exec(name) ?? [];
    const step = index !== undefined ? Number(index) : quoted !== undefined ? unquoted(quoted) : key;
    if (whole === undefined || step === undefined) break;
    steps.push(step);
    at += whole.length;
  }
  if (at === name.length && at > 0) return steps;
  throw configError(`"${name}" is no place in a body.`, 'Write it like rfi.subject or updates[0].id.');
}

function unquoted(text: string): string | undefined {
  try {
    return JSON.parse(text) as string;
  } catch {
    return undefined;
  }
}

/**
 * A copy of a body with a value at a place; objects and lists on the way are made.
 * @throws ProcoreError PROCORE_CONFIG if something else is on the way
 */
export function placed(tree: unknown, steps: Steps, value: unknown, depth = 0): unknown {
  const step = steps[depth];
  if (step === undefined) return value;
  const at = tree ?? (typeof step === 'number' ? [] : {});
  const isOpen = typeof step === 'number' ? Array.isArray(at) && step <= at.length : isPlainObject(at);
  if (!isOpen) {
    throw configError(
      `The body has no place ${placeName(steps.slice(0, depth + 1))}.`,
      'Correct the body, or the list of its values that come from elsewhere.',
    );
  }
  if (Array.isArray(at)) {
    const list: unknown[] = [...at];
    list[step as number] = placed(at[step as number], steps, value, depth + 1);
    return list;
  }
  const object = at as Record<string, unknown>;
  const inner = Object.hasOwn(object, step) ? object[step] : undefined;
  return { ...object, [step]: placed(inner, steps, value, depth + 1) };
}

/** A copy of a body without a place that it has. The rest of a list moves up. */
export function removed(tree: unknown, steps: Steps, depth = 0): unknown {
  const step = steps[depth] as string | number;
  const isLast = depth === steps.length - 1;
  if (Array.isArray(tree)) {
    const inner = isLast ? [] : [removed(tree[step as number], steps, depth + 1)];
    return [...tree.slice(0, step as number), ...inner, ...tree.slice((step as number) + 1)];
  }
  const { [step]: inner, ...rest } = tree as Record<string, unknown>;
  return isLast ? rest : { ...rest, [step]: removed(inner, steps, depth + 1) };
}

/** Stored JSON with its references at their places. @throws ProcoreError PROCORE_CONFIG as {@link placed} */
export function joined(json: unknown, rows: readonly NamedValue[]): unknown {
  return rows.reduce(
    (tree, { name, value, type }) => placed(tree, stepsOf(name), new Reference(value, type)),
    json,
  );
}

/** A body in the two parts that a node stores. In a list, null keeps the place of a reference. */
export function parted(tree: unknown): { readonly json: unknown; readonly rows: NamedValue[] } {
  const rows: NamedValue[] = [];
  const plain = (value: unknown, steps: Steps): unknown => {
    if (value instanceof Reference) {
      rows.push({ name: placeName(steps), value: value.value, type: value.type });
      return null;
    }
    if (Array.isArray(value)) return value.map((item, index) => plain(item, [...steps, index]));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(([key, item]) => {
      const inner = plain(item, [...steps, key]);
      return item instanceof Reference ? [] : [[key, inner] as const];
    });
    return Object.fromEntries(entries.flat());
  };
  return { json: plain(tree, []), rows };
}
