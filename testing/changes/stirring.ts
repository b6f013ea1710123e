import type { Simulator } from '../../src/simulator/index.js';
import type { Chance } from './chance.js';
import type { List } from './lists.js';

/** How records move between projects. */
export const MOVES = ['once', 'fresh', 'again', 'back', 'several'] as const;
/**
 * - `once`: some record.
 * - `fresh`: one that was created just before.
 * - `again`: one that was moved just before, to wherever.
 * - `back`: one that was moved just before, to where it was.
 * - `several`: a few from one project to another.
 */
export type Move = (typeof MOVES)[number];

/** Changes in which a record counts as one that was created or moved just before. */
const LATELY = 12;

/** Most records that move at once. */
const MOST_AT_ONCE = 4;

/** Changes records as people do, who also move them between projects. */
export class Stirring {
  /** How many moves of each kind there were. */
  readonly moves: Record<Move, number> = { once: 0, fresh: 0, again: 0, back: 0, several: 0 };

  constructor(
    private readonly simulator: Pick<Simulator, 'rows' | 'changes'>,
    private readonly list: List,
    private readonly projects: ReadonlyArray<{ readonly id: number }>,
  ) {}

  /** Changes one thing. */
  stir(chance: Chance): void {
    const { id } = chance.pick(this.projects);
    const rows = this.#rows(id);
    const some = () => (rows.at(chance.below(rows.length)) as { id: number }).id;
    const what = chance.below(26);
    if (what < 6 || rows.length < 3) rows.add({ title: `row ${chance.below(1e6)}` });
    else if (what < 12) rows.change(some(), { title: `changed ${chance.below(1e6)}` });
    else if (what < 16) rows.remove(some());
    else if (what < 18) this.#restore(chance);
    else if (what < 20) {
      // One for another: the number of rows does not tell.
      rows.remove(some());
      rows.add({ title: `row ${chance.below(1e6)}` });
    } else this.#move(chance, id, some);
  }

  #rows(projectId: number) {
    return this.simulator.rows(this.list.kind, projectId);
  }

  /** Restores a row that was removed, if there is one. */
  #restore(chance: Chance): void {
    const removed = this.#changes().filter(({ action }) => action === 'delete');
    if (removed.length === 0) return;
    const { id, projectId } = chance.pick(removed);
    try {
      this.#rows(projectId).restore(id);
    } catch {
      // It is there already.
    }
  }

  /** Moves a record; a plain one if there is none of the wanted kind. */
  #move(chance: Chance, from: number, some: () => number): void {
    const kind = chance.pick(MOVES);
    const others = (id: number) => this.projects.filter((project) => project.id !== id);
    const last = this.#lately(kind === 'fresh' ? 'create' : 'move');
    if (kind === 'several') {
      const to = chance.pick(others(from)).id;
      for (let left = 2 + chance.below(MOST_AT_ONCE - 1); left > 0 && this.#rows(from).length > 0; left--)
        this.#moved(kind, some(), from, to);
    } else if (kind !== 'once' && last.length > 0) {
      const { id, projectId, fromProjectId } = chance.pick(last);
      const to = kind === 'back' ? fromProjectId : chance.pick(others(projectId)).id;
      if (to !== undefined) this.#moved(kind, id, projectId, to);
    } else this.#moved('once', some(), from, chance.pick(others(from)).id);
  }

  #moved(kind: Move, id: number, from: number, to: number): void {
    this.#rows(from).move(id, to);
    this.moves[kind]++;
  }

  /** The last changes of this kind, each of a record that has not changed since. */
  #lately(action: 'create' | 'move') {
    const { changes } = this.simulator;
    const last = this.#changes(Math.max(0, changes.last - LATELY));
    return last.filter(
      (change, place) =>
        change.action === action && last.findLastIndex(({ id }) => id === change.id) === place,
    );
  }

  #changes(since = 0) {
    return this.simulator.changes.since(since).filter(({ resource }) => resource === this.list.kind);
  }
}
