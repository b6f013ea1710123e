import type { Fault, Passing } from './fault-proxy.js';
import type { History } from './history.js';
import type { Source } from './source.js';

/** Lies that were told to the reader and that nothing could have shown, in a run or the one that it goes on with. */
export class Lies {
  readonly #projects = new Set<number>();

  /** @param hasKnown whether the reader knows a row of a project that has been there all the time */
  constructor(
    private readonly source: Source,
    private readonly history: History,
    private readonly hasKnown: (project: number) => boolean,
  ) {}

  /** A new run begins. */
  forget(): void {
    this.#projects.clear();
  }

  /** Takes note of a lie that nothing can show, when it is told. @param isLasting whether the project always tells it */
  noted(fault: Fault, path: string, isLasting: boolean): Fault {
    const { isLie, change } = fault;
    const project = this.source.projectOf(path);
    // That a recycle bin or the list of projects has less than before proves nothing.
    if (!isLie || !change || project === undefined) return fault;
    const changed = (answer: Passing) => {
      const truth = answer.body;
      change(answer);
      if (answer.body !== truth && !this.#isShown(path, answer, project, isLasting))
        this.#projects.add(project);
    };
    return { ...fault, change: changed };
  }

  /** Whether a record was ever in a project that has lied. */
  mayHide(key: string): boolean {
    return [...this.#projects].some((project) => this.history.wasEverIn(key, project));
  }

  /** Whether the reader can see the lie: another answer about the list does not fit, or a row is missing that must be there. */
  #isShown(path: string, { headers, body }: Passing, project: number, isLasting: boolean): boolean {
    const rows = (JSON.parse(body) as unknown[]).length;
    if (headers.total !== undefined && Number(headers.total) !== rows) return true;
    // Where nothing was updated, an empty answer is the truth. The number of rows shows it, unless that one is true.
    const mayBeTrue = path.includes('updated_at') && !isLasting;
    return rows === 0 && !mayBeTrue && this.hasKnown(project);
  }
}
