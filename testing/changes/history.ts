import type { Change } from '../../src/simulator/index.js';
import type { Source } from './source.js';

/** How a record was from one change to the next. */
interface State {
  /** Number of the change that made it so; 0 if it was so from the start. */
  readonly from: number;
  /** The project that it was in; undefined while it was in none. */
  readonly project: number | undefined;
  /** As the list showed it. */
  readonly row: unknown;
  readonly change: Change | undefined;
}

/**
 * How each record of a source was at each moment, written down as it happens. A moment is the number of the last change
 * before it. Nothing here knows the client.
 */
export class History {
  readonly #states = new Map<string, State[]>();

  constructor(private readonly source: Source) {
    for (const { id } of source.projects)
      for (const row of source.rowsOf(id))
        this.#states.set(String(row.id), [{ from: 0, project: id, row: shot(row), change: undefined }]);
    source.simulator.changes.subscribe((change) => {
      if (change.resource === source.list.kind) this.#note(change);
    });
  }

  #note(change: Change): void {
    const { id, action, projectId, number } = change;
    const isThere = action !== 'delete';
    const state: State = {
      from: number,
      project: isThere ? projectId : undefined,
      row: isThere ? shot(this.source.rowOf(id, projectId)) : undefined,
      change,
    };
    const key = String(id);
    const known = this.#states.get(key);
    if (known) known.push(state);
    else this.#states.set(key, [state]);
  }

  /** The project in which a record is now; undefined if it is in none. */
  placeOf(key: string): number | undefined {
    return this.#states.get(key)?.at(-1)?.project;
  }

  /** As the list shows it now; undefined if it does not. */
  rowNow(key: string): unknown {
    return this.#states.get(key)?.at(-1)?.row;
  }

  /** Whether a record was in a project from one moment to another, all the time. */
  wasIn(key: string, project: number, from: number, to: number): boolean {
    return this.#during(key, from, to).every((state) => state.project === project);
  }

  /** The newest state in which a list showed a record so, as the number of the change that made it so; undefined if none. */
  stateOf(key: string, row: unknown): number | undefined {
    const shown = JSON.stringify(row);
    return this.#states.get(key)?.findLast((state) => JSON.stringify(state.row) === shown)?.from;
  }

  wasEverIn(key: string, project: number): boolean {
    return (this.#states.get(key) ?? []).some((state) => state.project === project);
  }

  /** Whether a record was in none of these projects at some moment from this one on. */
  wasOutside(key: string, projects: ReadonlySet<number>, since: number): boolean {
    const isOutside = ({ project }: State) => project === undefined || !projects.has(project);
    return this.#during(key, since, Number.POSITIVE_INFINITY).some(isOutside);
  }

  /** Whether a record was in no project at some moment from this one on. */
  wasAbsent(key: string, since: number): boolean {
    return this.#during(key, since, Number.POSITIVE_INFINITY).some(({ project }) => project === undefined);
  }

  wasMoved(key: string, since: number): boolean {
    return (this.#states.get(key) ?? []).some(
      ({ from, change }) => from > since && change?.action === 'move',
    );
  }

  /** What a record was in a project from a moment on. */
  rowsIn(key: string, project: number, since: number): readonly unknown[] {
    const all = this.#during(key, since, Number.POSITIVE_INFINITY);
    return all.filter((state) => state.project === project).map(({ row }) => row);
  }

  /** What happened to a record, in words. */
  told(key: string): string {
    const all = this.#states.get(key) ?? [];
    const words = all.map(
      ({ from, project, change }) => `${from} ${change?.action ?? 'there'} ${project ?? '-'}`,
    );
    return words.join(', ');
  }

  /** The states in which it was at some moment from one to another. Before it was created, it was in no project. */
  #during(key: string, from: number, to: number): readonly State[] {
    const all = this.#states.get(key) ?? [];
    const before: State = { from: -1, project: undefined, row: undefined, change: undefined };
    return [before, ...all].filter(
      (state, place) => state.from <= to && (all[place]?.from ?? Infinity) > from,
    );
  }
}

/** A copy, since the source goes on changing the row. */
function shot(row: unknown): unknown {
  return JSON.parse(JSON.stringify(row));
}
