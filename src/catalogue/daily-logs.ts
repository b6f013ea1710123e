const LOGS = [
  'accident',
  'call',
  'daily_construction_report',
  'delay',
  'delivery',
  'dumpster',
  'equipment',
  'inspection',
  'manpower',
  'notes',
  'plan_revision',
  'productivity',
  'quantity',
  'safety_violation',
  'visitor',
  'waste',
  'weather',
  'work',
];

/**
 * The lists of the daily log that depend on a date, as Procore's specification (April 2026) declares them. Without a
 * date, Procore returns only today's entries (its guide to filters).
 */
const DATED = new RegExp(
  `^/rest/v1\\.[01]/projects/[^/]+/((${LOGS.join('|')})_logs|daily_log_headers|daily_log_headers/index|manpower_logs/daily_totals|daily_logs/(count|counts|weather_logs))$`,
);

/** The parameters that name a date. */
export const LOG_DATES: readonly string[] = ['log_date', 'start_date', 'end_date'];

/** Whether an operation returns only today's entries if no date is given. @param path with placeholders or values */
export function readsToday(method: string, path: string): boolean {
  return method === 'GET' && DATED.test(path.split('?')[0] ?? '');
}
