/** How a test writes the records of a simulator: without HTTP, permissions and rate limits. */
import type { Clock } from './clock.js';
import type { Write, Writer } from './data/changes.js';
import type { Project } from './data/company.js';
import { instant } from './data/dates.js';
import { KINDS, type KindName, LOG_KINDS, type LogKindName } from './data/kinds.js';
import { person } from './data/people.js';
import type { ProjectRows } from './data/project-rows.js';
import type { Row } from './data/rows.js';
import type { World } from './data/world.js';

/** One record as it is sent. */
export type SimulatedRecord = Row;

/**
 * The records of one kind in one project. Every write counts as done by a person in Procore's own pages, unless the
 * last argument says otherwise.
 * @throws RangeError if there is no record with the id
 */
export interface SimulatedRecords {
  /** How many there are, without the removed ones. */
  readonly length: number;
  /** The record at a position in the list, from 0. */
  at(position: number): SimulatedRecord;
  find(id: number): SimulatedRecord | undefined;
  /** Adds a record: the fields replace those of an invented one. */
  add(fields?: Record<string, unknown>, by?: Writer): SimulatedRecord;
  change(id: number, fields: Record<string, unknown>, by?: Writer): SimulatedRecord;
  /** Removes a record: it leaves the lists and goes into the recycle bin, if the tool has one. */
  remove(id: number, by?: Writer): SimulatedRecord;
  restore(id: number, by?: Writer): SimulatedRecord;
  /** Moves a record to another project of the company. It keeps its id. */
  move(id: number, projectId: number, by?: Writer): SimulatedRecord;
}

/** The daily logs of one kind in one project, written in the same way. They cannot be restored. */
export interface SimulatedLogs {
  /** The logs of a day, written `YYYY-MM-DD`; none after the simulator's today. */
  on(day: string): readonly SimulatedRecord[];
  /** Adds a log to a day: the fields replace those of an invented one. */
  add(day: string, fields?: Record<string, unknown>, by?: Writer): SimulatedRecord;
  change(id: number, fields: Record<string, unknown>, by?: Writer): SimulatedRecord;
  remove(id: number, by?: Writer): SimulatedRecord;
}

/** @throws RangeError if there is no such kind or project */
export function logsOf(world: World, clock: Clock, name: LogKindName, projectId: number): SimulatedLogs {
  const kind = kindOf(LOG_KINDS, name);
  const project = projectOf(world, projectId);
  const logs = world.logs(kind, project);
  const { there, write } = handOf(clock, name, project);
  return {
    on: (day) => logs.between(midnight(day), midnight(day), clock.now()),
    add: (day, fields = {}, by) => logs.add(midnight(day), fields, write(by)),
    change: (id, fields, by) => there(id, logs.change(String(id), fields, write(by))),
    remove: (id, by) => there(id, logs.remove(String(id), write(by))),
  };

  function midnight(day: string): number {
    const at = /^\d{4}-\d\d-\d\d$/.test(day) ? instant(day) : Number.NaN;
    if (!(at >= project.start)) throw new RangeError(`"${day}" is no day of project ${projectId}.`);
    return at;
  }
}

/** @throws RangeError if there is no such kind or project */
export function recordsOf(world: World, clock: Clock, name: KindName, projectId: number): SimulatedRecords {
  const kind = kindOf(KINDS, name);
  const project = projectOf(world, projectId);
  const rows = world.rows(kind, project);
  const { there, write } = handOf(clock, name, project);
  return {
    get length() {
      return rows.length;
    },
    at: (position) => rows.at(position),
    find: (id) => rows.find(String(id)),
    add: (fields = {}, by) => rows.add(fields, write(by)),
    change: (id, fields, by) => there(id, rows.change(String(id), fields, write(by))),
    remove: (id, by) => there(id, rows.remove(String(id), write(by))),
    restore: (id, by) => there(id, rows.restore(String(id), write(by))),
    move: (id, toId, by) => there(id, rows.move(String(id), destination(toId), write(by))),
  };

  function destination(toId: number): ProjectRows {
    const to = projectOf(world, toId);
    if (to === project || to.company !== project.company) {
      throw new RangeError(`Project ${toId} is not another project of the same company.`);
    }
    return world.rows(kind, to);
  }
}

/** How a test writes: as whom and when. An error if there is nothing to write to. */
function handOf(clock: Clock, name: string, project: Project) {
  const someone: Writer = { userId: person(project.company, 0).id, clientId: undefined };
  return {
    write: (by = someone): Write => ({ now: clock.now(), by }),
    there(id: number, row: Row | undefined): Row {
      if (!row) throw new RangeError(`No record ${id} among the ${name} of project ${project.id}.`);
      return row;
    },
  };
}

function kindOf<K>(kinds: Readonly<Record<string, K>>, name: string): K {
  const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
  if (!kind)
    throw new RangeError(`The simulator has no records "${name}", only ${Object.keys(kinds).join(', ')}.`);
  return kind;
}

function projectOf(world: World, id: number): Project {
  const project = world.project(String(id));
  if (!project) throw new RangeError(`The simulator has no project ${id}.`);
  return project;
}
