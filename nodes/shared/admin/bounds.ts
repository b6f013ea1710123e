/** Levels of nesting and values that a part of a request may have. */
export interface Bounds {
  readonly levels: number;
  readonly values: number;
}

/** A body as a person fills one in; Procore's largest form has some hundred fields. */
export const FORM: Bounds = { levels: 30, values: 10_000 };

/** Whether a JSON value keeps within bounds. Looks at no more of it than they allow. */
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
