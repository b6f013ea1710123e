/** Daily logs: manpower, weather, notes. A log belongs to a day, so it is computed from project, day and position. */
import { Chance, mix } from './chance.js';
import type { Project } from './company.js';
import { DAY, day, timestamp } from './dates.js';
import { locationRef, manager, tradeRef, wbsCode } from './parts.js';
import { personRef, vendor } from './people.js';
import type { Row } from './rows.js';

/** Most logs of one kind that a project can have on one day. It keeps the ids of one day apart from those of the next. */
export const ROOM_OF_DAY = 64;
/** Ids for ten years of days in each project; the next project's ids begin after them. */
export const ROOM_OF_PROJECT = 3660 * ROOM_OF_DAY;
const HOURS = 3_600_000;

export interface LogKind {
  readonly name: string;
  readonly firstId: number;
  /** Average logs per day for each hundred RFIs of a project; at least one. */
  readonly perDay: number;
  make(log: { project: Project; chance: Chance; position: number; date: number }): Record<string, unknown>;
}

export const MANPOWER_LOGS: LogKind = {
  name: 'manpower_logs',
  firstId: 90_200_000,
  perDay: 12,
  make({ project, chance, position }) {
    const firm = vendor(project.company, chance.between(1, 0, 11) + position);
    const workers = chance.between(2, 2, 24);
    const hours = chance.happens(3, 80) ? '8.0' : '10.0';
    return {
      contact: null,
      cost_code: wbsCode(project, position, 'L'),
      location: locationRef(project, chance, 4),
      man_hours: (workers * Number(hours)).toFixed(1),
      notes: `${firm.trade.title} crew`,
      num_hours: hours,
      num_workers: workers,
      trade: tradeRef(firm.trade.trade),
      user: null,
      vendor: { id: firm.id, name: firm.name },
    };
  },
};

export const WEATHER_LOGS: LogKind = {
  name: 'weather_logs',
  firstId: 91_400_000,
  perDay: 1,
  make({ chance, date }) {
    const degrees = chance.between(1, 38, 96);
    const rain = chance.happens(2, 20);
    return {
      average: String(degrees),
      calamity: null,
      comments: null,
      ground: rain ? 'Wet' : 'Dry',
      is_weather_delay: rain ? 'yes' : 'no',
      precipitation: rain ? 'Rain' : 'None',
      sky: rain ? 'Overcast' : 'Clear',
      temperature: String(degrees),
      time: timestamp(date + 14 * HOURS),
      wind: 'Calm',
    };
  },
};

export const NOTES_LOGS: LogKind = {
  name: 'notes_logs',
  firstId: 92_600_000,
  perDay: 4,
  make({ project, chance }) {
    const { node_name: place } = locationRef(project, chance, 1);
    return {
      comment: chance.pick(2, [
        `Work completed at ${place}; area released to the next trade.`,
        `Inspector on site, no comments for ${place}.`,
        `Delivery arrived late; unloaded at ${place}.`,
      ]),
      created_by_collaborator: false,
      daily_log_header_id: null,
      is_issue_day: chance.happens(3, 10),
      location: locationRef(project, chance, 1),
    };
  },
};

/** The id of a project's first log of a kind; `ROOM_OF_PROJECT` ids follow it. */
export function firstLogId(kind: LogKind, { company, ordinal }: Project): number {
  return company.idOffset + kind.firstId + ordinal * ROOM_OF_PROJECT;
}

/** @param date ms at midnight UTC @param position among the logs of the day, from 0 */
export function logRow(kind: LogKind, project: Project, date: number, position: number): Row {
  const ofProject = Math.round((date - project.start) / DAY);
  const chance = new Chance(mix(kind.firstId, project.ordinal), ofProject * ROOM_OF_DAY + position);
  // Early in the day, so that today's logs are not in the future.
  const written = timestamp(date + chance.between(0, 0, 59) * 1000);
  return {
    id: firstLogId(kind, project) + ofProject * ROOM_OF_DAY + position,
    attachments: [],
    created_at: written,
    created_by: personRef(manager(project, chance, 90)),
    custom_fields: {},
    date: day(date),
    datetime: timestamp(date + 12 * HOURS),
    daily_log_segment: null,
    daily_log_segment_id: null,
    deleted_at: null,
    permissions: { can_update: true, can_delete: true },
    position: position + 1,
    status: 'approved',
    updated_at: written,
    ...kind.make({ project, chance, position, date }),
  };
}
