/** The records of a simulator as a test writes them: past HTTP, permissions and rate limits. */
import type { Clock } from './clock.js';
import type { Writer } from './data/changes.js';
import type { Project } from './data/company.js';
import { KINDS, type KindName } from './data/kinds.js';
import { person } from './data/people.js';
import type { ProjectRows, Write } from './data/project-rows.js';
import type { Row } from './data/rows.js';
import type { World } from './data/world.js';

/** One record as it is sent. */
export type SimulatedRecord = Row;

/**
 * The records of one kind in one project. All that is done counts as done by a person in Procore's own pages, unless the
 * last argument says otherwise.
 * @throws RangeError where there is no record with the id
 */
export interface SimulatedRecords {
  /** How many there are, without the removed ones. */
  readonly length: number;
  /** The record at a position in the list, from 0. */
  at(position: number): SimulatedRecord;
  find(id: number): SimulatedRecord | undefined;
  /** Adds a record: the fields over those of an invented one. */
  add(fields?: Record<string, unknown>, by?: Writer): SimulatedRecord;
  change(id: number, fields: Record<string, unknown>, by?: Writer): SimulatedRecord;
  /** Removes a record: it leaves the lists, and is in the recycle bin where the tool has one. */
  remove(id: number, by?: Writer): SimulatedRecord;
  restore(id: number, by?: Writer): SimulatedRecord;
  /** Moves a record to another project of the company, where it has the same id. */
  move(id: number, projectId: number, by?: Writer): SimulatedRecord;
}

/** @throws RangeError where there is no such kind or project */
export function recordsOf(world: World, clock: Clock, name: KindName, projectId: number): SimulatedRecords {
  const kind = KINDS[name];
  if (!kind)
    throw new RangeError(`The simulator has no records "${name}", only ${Object.keys(KINDS).join(', ')}.`);
  const project = projectOf(world, projectId);
  const rows = world.rows(kind, project);
  const someone: Writer = { userId: person(project.company, 0).id, clientId: undefined };
  const write = (by = someone): Write => ({ now: clock.now(), by });
  const there = (id: number, row: Row | undefined): Row => {
    if (!row) throw new RangeError(`No record ${id} among the ${name} of project ${projectId}.`);
    return row;
  };
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

function projectOf(world: World, id: number): Project {
  const project = world.project(String(id));
  if (!project) throw new RangeError(`The simulator has no project ${id}.`);
  return project;
}
