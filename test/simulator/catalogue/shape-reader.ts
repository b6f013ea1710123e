/**
 * Checks a value against the notation of a shape. It reads the notation by itself: if it used the code that makes the
 * answers, a mistake there would not be seen here.
 */

/** What was found wrong, and how many of the declared keys are there. */
export interface Findings {
  readonly wrong: string[];
  keys: number;
  there: number;
}

export function compared(notation: unknown, value: unknown): Findings {
  const findings: Findings = { wrong: [], keys: 0, there: 0 };
  look(notation, value, '', findings);
  return findings;
}

const PATTERNS: Readonly<Record<string, RegExp>> = {
  date: /^\d{4}-\d\d-\d\d$/,
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$/,
  uuid: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
  email: /^[^@\s]+@[^@\s]+$/,
  uri: /^https?:\/\//,
};

function look(notation: unknown, value: unknown, at: string, findings: Findings): void {
  // Procore writes null for what is not set.
  if (value === null) return;
  if (typeof notation === 'string') {
    if (!fits(notation, value))
      findings.wrong.push(`${at}: ${JSON.stringify(value)?.slice(0, 60)} is no ${notation}`);
    return;
  }
  if (Array.isArray(notation)) {
    if (!Array.isArray(value)) findings.wrong.push(`${at}: no list`);
    else
      value.forEach((each, index) => {
        look(notation[0], each, `${at}[${index}]`, findings);
      });
    return;
  }
  if (typeof notation !== 'object' || notation === null) return;
  const { enum: values, oneOf } = notation as { enum?: unknown; oneOf?: unknown };
  if (Array.isArray(values)) {
    if (!values.includes(value))
      findings.wrong.push(`${at}: ${JSON.stringify(value)} is none of ${values.join(', ')}`);
  } else if (Array.isArray(oneOf)) {
    const results = oneOf.map((each) => compared(each, value));
    if (results.every(({ wrong }) => wrong.length > 0)) findings.wrong.push(`${at}: fits none`);
  } else {
    lookInside(notation as Record<string, unknown>, value, at, findings);
  }
}

function lookInside(notation: Record<string, unknown>, value: unknown, at: string, findings: Findings): void {
  if (typeof value !== 'object' || Array.isArray(value)) {
    findings.wrong.push(`${at}: ${JSON.stringify(value)?.slice(0, 60)} is no object`);
    return;
  }
  for (const [key, inner] of Object.entries(notation)) {
    // One key for each custom field of an account; there may be none.
    if (/^custom_field_/.test(key)) continue;
    const name = key.replace(/!$/, '');
    findings.keys++;
    if (!Object.hasOwn(value as object, name)) continue;
    findings.there++;
    look(inner, (value as Record<string, unknown>)[name], `${at}.${name}`, findings);
  }
}

function fits(type: string, value: unknown): boolean {
  switch (type) {
    case 'object':
    case 'any':
      return true;
    case 'integer':
      return Number.isInteger(value);
    case 'number':
    case 'float':
      return typeof value === 'number';
    case 'decimal':
    case 'currency':
      return typeof value === 'number' || /^-?\d+(\.\d+)?$/.test(String(value));
    case 'boolean':
      return typeof value === 'boolean';
    default: {
      const pattern = PATTERNS[type === 'datetime' ? 'date-time' : type];
      return typeof value === 'string' && (pattern?.test(value) ?? true);
    }
  }
}

/** The notation of a row in the notation of a list, and the rows in its answer. Undefined: there is no list. */
export function rowsIn(notation: unknown, body: unknown): { of: unknown; rows: unknown[] } | undefined {
  if (Array.isArray(body)) {
    const of = Array.isArray(notation) ? notation[0] : undefined;
    const [first] = body;
    const nested =
      Array.isArray(first) || (isObject(first) && 'possible_pages' in first) ? rowsIn(of, first) : undefined;
    return nested ?? { of, rows: body };
  }
  if (!isObject(body)) return undefined;
  const lists = Object.keys(body).filter((each) => Array.isArray(body[each]));
  // What could not be written stands beside the rows.
  const key = lists.includes('data') ? 'data' : (lists.find((each) => each !== 'errors') ?? lists[0]);
  if (key === undefined) return undefined;
  const inner = isObject(notation) ? (notation[key] ?? notation[`${key}!`]) : undefined;
  // The reference shows one row of some lists.
  return { of: Array.isArray(inner) ? inner[0] : inner, rows: body[key] as unknown[] };
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
