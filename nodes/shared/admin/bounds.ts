/** Most levels of nesting, and most values, in a part of a request. */
export interface Bounds {
  readonly levels: number;
  readonly values: number;
}

/** A body that a person fills in; Procore's largest form has about a hundred fields. */
export const FORM: Bounds = { levels: 30, values: 10_000 };

/** Whether a JSON value is within the bounds. Stops looking as soon as it is not. */
export function isWithin(value: unknown, { levels, values }: Bounds): boolean {
  let level = [value];
  let seen = 0;
  for (let depth = 0; level.length > 0; depth++) {
    seen += level.length;
    if (depth > levels || seen > values) return false;
    const next: unknown[] = [];
    for (const item of level) {
      if (typeof item !== 'object' || item === null) continue;
      const items = Object.values(item);
      if (seen + next.length + items.length > values) return false;
      for (const inner of items) next.push(inner);
    }
    level = next;
  }
  return true;
}
