/**
 * The daily logs of one kind in one project. The logs of each day are made on demand, up to the simulator's today; what
 * was written is kept.
 */
import type { Action, Changes, Write } from './changes.js';
import type { Project } from './company.js';
import { firstLogId, type LogKind, logRow, ROOM_OF_DAY, ROOM_OF_PROJECT } from './daily-logs.js';
import { DAY, day, instant, timestamp } from './dates.js';
import type { Row } from './rows.js';

export class DayRows {
  readonly #kind: LogKind;
  readonly #project: Project;
  readonly #changes: Changes;
  /** Logs that each day starts with. */
  readonly #perDay: number;
  readonly #changed = new Map<number, Row>();
  readonly #removed = new Set<number>();
  /** Keyed by day, in ms at midnight UTC. */
  readonly #added = new Map<number, Row[]>();

  /** @param records average number of RFIs in a project */
  constructor(kind: LogKind, project: Project, records: number, changes: Changes) {
    this.#kind = kind;
    this.#project = project;
    this.#changes = changes;
    this.#perDay = Math.min(ROOM_OF_DAY, Math.max(1, Math.round((records * kind.perDay) / 100)));
  }

  /** All logs from one day to another (ms at midnight UTC, both included), not after `today`. */
  between(from: number, to: number, today: number): Row[] {
    const { active, start, finish } = this.#project;
    const last = Math.min(to, active ? today : Math.min(today, finish));
    const rows: Row[] = [];
    for (let date = Math.max(from, start); date <= last; date += DAY) rows.push(...this.#on(date));
    return rows;
  }

  find(id: string, today: number): Row | undefined {
    const place = Number(id) - firstLogId(this.#kind, this.#project);
    if (!(place >= 0 && place < ROOM_OF_PROJECT)) return undefined;
    const date = this.#project.start + Math.floor(place / ROOM_OF_DAY) * DAY;
    const { active, finish } = this.#project;
    if (date > (active ? today : Math.min(today, finish))) return undefined;
    return this.#madeFor(date).find((row) => row.id === Number(id));
  }

  /**
   * Adds a log: `fields` replace those of an invented one.
   * @param date ms at midnight UTC, not before the project's start
   * @throws RangeError if the day has no room for another one
   */
  add(date: number, fields: Record<string, unknown>, write: Write): Row {
    const added = this.#added.get(date) ?? [];
    const position = this.#perDay + added.length;
    if (position >= ROOM_OF_DAY) throw new RangeError(`A day has room for ${ROOM_OF_DAY} logs of a kind.`);
    const made = logRow(this.#kind, this.#project, date, position);
    const now = timestamp(write.now);
    const row = { ...made, ...fields, id: made.id, date: made.date, created_at: now, updated_at: now };
    this.#added.set(date, [...added, row]);
    this.#note('create', row, write);
    return row;
  }

  /** Changes a log, also to another day before today; undefined if no log has this id. */
  change(id: string, fields: Record<string, unknown>, write: Write): Row | undefined {
    const before = this.find(id, write.now);
    if (!before) return undefined;
    const row = {
      ...before,
      ...fields,
      id: before.id,
      date: this.#dayFor(fields.date, write.now) ?? before.date,
      updated_at: timestamp(write.now),
    };
    this.#changed.set(Number(id), row);
    this.#note('update', row, write);
    return row;
  }

  /** Removes a log for good: logs have no recycle bin. Undefined if no log has this id. */
  remove(id: string, write: Write): Row | undefined {
    const row = this.find(id, write.now);
    if (!row) return undefined;
    this.#removed.add(Number(id));
    this.#note('delete', row, write);
    return row;
  }

  /** The day that a log is written to. Undefined: none is named, or the project has no logs on it. */
  #dayFor(value: unknown, now: number): string | undefined {
    const at = typeof value === 'string' ? instant(value.slice(0, 10)) : Number.NaN;
    return at >= this.#project.start && at <= now ? day(at) : undefined;
  }

  /** The logs that show a day: those that were made for it, and those that were changed to it. */
  #on(date: number): Row[] {
    const shown = day(date);
    const here = this.#madeFor(date);
    const ids = new Set(here.map(({ id }) => id));
    const moved = [...this.#changed.values()].filter(
      (row) => row.date === shown && !ids.has(row.id) && !this.#removed.has(Number(row.id)),
    );
    return [...here.filter((row) => row.date === shown), ...moved];
  }

  /** The logs whose ids are those of a day. */
  #madeFor(date: number): Row[] {
    const made = Array.from({ length: this.#perDay }, (_, position) =>
      logRow(this.#kind, this.#project, date, position),
    );
    return [...made, ...(this.#added.get(date) ?? [])].flatMap((row) =>
      this.#removed.has(Number(row.id)) ? [] : [this.#changed.get(Number(row.id)) ?? row],
    );
  }

  #note(action: Action, { id }: Row, write: Write): void {
    this.#changes.add({
      action,
      resource: this.#kind.name,
      id: Number(id),
      project: this.#project,
      from: undefined,
      write,
    });
  }
}
