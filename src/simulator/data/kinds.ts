/** The kinds of records in a project, by name. */
import { BUDGET_LINE_ITEMS } from './budget.js';
import { CHANGE_EVENTS } from './change-events.js';
import { COMMITMENTS } from './commitments.js';
import { type LogKind, MANPOWER_LOGS, NOTES_LOGS, WEATHER_LOGS } from './daily-logs.js';
import { OBSERVATIONS } from './observations.js';
import { PUNCH_ITEMS } from './punch-items.js';
import { RFIS } from './rfis.js';
import type { Kind } from './rows.js';
import { SUBMITTALS } from './submittals.js';

export const KINDS = {
  rfis: RFIS,
  submittals: SUBMITTALS,
  observations: OBSERVATIONS,
  punch_items: PUNCH_ITEMS,
  change_events: CHANGE_EVENTS,
  commitments: COMMITMENTS,
  budget_line_items: BUDGET_LINE_ITEMS,
} satisfies Record<string, Kind>;

/** The kinds of daily logs, by name. */
export const LOG_KINDS = {
  manpower_logs: MANPOWER_LOGS,
  weather_logs: WEATHER_LOGS,
  notes_logs: NOTES_LOGS,
} satisfies Record<string, LogKind>;

export type LogKindName = keyof typeof LOG_KINDS;
export type KindName = keyof typeof KINDS;
