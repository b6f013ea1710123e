/** Flags of filters that mean something which the row shows in other fields: overdue, in no package, with attachments. */
import { instant } from '../data/dates.js';
import type { Fields } from '../form.js';

type Condition = (row: Fields, now: number) => boolean;

const DUE = ['due_date', 'due_at', 'due'] as const;

const CONDITIONS: Readonly<Record<string, Condition>> = {
  overdue(row, now) {
    const due = DUE.map((name) => row[name]).find((value) => typeof value === 'string');
    return due !== undefined && instant(String(due)) < now && !isClosed(row);
  },
  unpackaged: (row) => (row.submittal_package ?? row.submittal_package_id ?? null) === null,
  attachments: (row) => Array.isArray(row.attachments) && row.attachments.length > 0,
};

/** What the flag of this name means. Undefined: it is the row's own field. */
export function conditionOf(name: string): Condition | undefined {
  return Object.hasOwn(CONDITIONS, name) ? CONDITIONS[name] : undefined;
}

function isClosed({ status, closed_at: closedAt }: Fields): boolean {
  return (
    /closed|complete|resolved/i.test(JSON.stringify(status ?? '')) ||
    (typeof closedAt === 'string' && status === undefined)
  );
}
