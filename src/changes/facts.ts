/**
 * Lists that give only a few days if no dates are named, beside the daily logs, as Procore's reference (September 2026)
 * describes them. Their `filters[updated_at]` works only inside the dates.
 */
const DATED = [
  '/rest/v1.0/projects/{}/timecard_entries',
  '/rest/v1.0/companies/{}/timecard_entries',
  '/rest/v1.0/timecard_entries',
  '/rest/v1.0/projects/{}/timesheets',
  '/rest/v1.0/companies/{}/timesheets',
];

/** Whether a list must be asked for a range of dates, although it is not a daily log. @param path with placeholders */
export function needsDates(path: string): boolean {
  return DATED.includes(path.replace(/\{\w+\}/g, '{}'));
}

/** Filters that give the removed rows of a list, and the value that asks for them alone. */
export const REMOVED_FILTERS: Readonly<Record<string, string>> = {
  'filters[include_deleted]': 'only',
  'filters[deleted]': 'only',
};

/** Most days that Procore gives of a daily log at once. */
export const LONGEST_WINDOW = 90;

/** The parameters that name the first and the last day of a dated list. */
export const DATES: readonly string[] = ['start_date', 'end_date'];
