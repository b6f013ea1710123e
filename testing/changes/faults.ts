import type { Fault, Passing } from './fault-proxy.js';

const json = (status: number, body: unknown): Passing => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

/** Changes the rows of an answer that is a list, and its count. */
const listed =
  (change: (rows: unknown[]) => unknown[], total?: (rows: number) => number) => (answer: Passing) => {
    const body: unknown = answer.body.startsWith('[') ? JSON.parse(answer.body) : undefined;
    if (!Array.isArray(body)) return;
    answer.body = JSON.stringify(change(body));
    if (total && answer.headers.total) answer.headers.total = String(total(Number(answer.headers.total)));
  };

/** What may be wrong with an answer. */
export const FAULTS = {
  forbidden: { instead: () => json(403, { errors: 'Forbidden' }) },
  notFound: { instead: () => json(404, { errors: 'Not found' }) },
  /** An empty list in place of a refusal. The permissions still say what is true. */
  empty: {
    change: listed(
      () => [],
      () => 0,
    ),
    isLie: true,
  },
  noPermission: { instead: () => json(403, { message: 'You do not have permission' }) },
  broken: { instead: () => json(500, {}) },
  throttled: { instead: () => json(429, { message: 'Too many requests' }) },
  cut: { cut: true },
  truncated: {
    change: (answer) => {
      answer.body = answer.body.slice(0, answer.body.length / 2);
    },
  },
  /** Half of the rows, with the count of all. */
  short: { change: listed((rows) => rows.slice(0, rows.length / 2)) },
  /** A row less, with a count that agrees. */
  oneLess: {
    change: listed(
      (rows) => rows.slice(1),
      (total) => total - 1,
    ),
    isLie: true,
  },
} satisfies Record<string, Fault>;

/** How Procore may take rights away. */
export const REFUSALS: readonly Fault[] = [
  FAULTS.forbidden,
  FAULTS.notFound,
  FAULTS.empty,
  FAULTS.noPermission,
];

/** Faults that come and go. */
export const PASSING_FAULTS: readonly Fault[] = [
  ...REFUSALS,
  FAULTS.broken,
  FAULTS.cut,
  FAULTS.truncated,
  FAULTS.short,
  FAULTS.oneLess,
];
