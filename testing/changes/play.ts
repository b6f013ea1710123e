import { Client, parseConnection, type Runtime, systemRuntime } from '../../src/index.js';
import { Chance } from './chance.js';
import { type Fault, FaultProxy, type Passing } from './fault-proxy.js';
import { PASSING_FAULTS, REFUSALS } from './faults.js';
import { readerOf } from './reader-of.js';
import { listOf, Source } from './source.js';
import { SqlCopy } from './sql-copy.js';
import { Turns } from './turns.js';

const MINUTE = 60_000;

/** How a run differs from others. */
interface RunTerms {
  readonly full?: boolean;
  readonly isConfirmed?: boolean;
  /** Steps after which it is cut off. */
  readonly cutAfter?: number;
}

/** A source that changes, a copy of it, and what may go wrong in between. */
export class Play {
  /** What happens between runs. */
  readonly chance: Chance;
  readonly copy: SqlCopy;
  /** What must not be; empty if all is well. */
  readonly wrongs: string[] = [];
  faults = 0;
  upserts = 0;
  deletes = 0;
  isCalm = false;
  /** Projects that were read to their end at least once. What is elsewhere is outside of the copy. */
  readonly #copied = new Set<number>();
  /** The project that sent a row last. */
  readonly #sentFrom = new Map<string, number>();
  readonly #asked = new Map<string, number>();
  readonly #revoked = new Map<number, Fault>();
  /** Number of the last change before the run, or before the run that it goes on with. */
  #mark = 0;
  /** The keys that the copy had then. */
  #before: ReadonlySet<string> = new Set();
  /** Whether the server has told a lie that nothing could have shown, in this run or the one that it goes on with. */
  #hasLied = false;
  /** Whether a run has begun and not ended: the next one goes on with it. */
  #isOpen = false;

  private constructor(
    readonly seed: number,
    readonly turns: Turns,
    readonly source: Source,
    readonly proxy: FaultProxy,
    /** ms by which the records' times are ahead of the answers' dates. */
    private readonly skew: { by: number },
  ) {
    this.chance = new Chance(seed);
    this.copy = new SqlCopy(`GET ${source.list.path}`);
    proxy.clock = turns.now;
    proxy.turn = (path, serve) => turns.take(path, serve);
    proxy.between = (path) => {
      const chance = this.#chanceOf(`stir ${path}`);
      if (!this.isCalm && chance.isLucky(0.25)) this.source.stir(chance);
    };
    proxy.fault = (path) => this.#fault(path);
  }

  static async start(seed: number): Promise<Play> {
    const turns = new Turns(seed);
    const records = 8 + new Chance(seed ^ 0x5eed).below(50);
    const skew = { by: 0 };
    const source = await Source.start(listOf(seed), records, () => turns.now() + skew.by);
    await warmUp(source);
    return new Play(seed, turns, source, await FaultProxy.start(source.simulator.apiUrl), skew);
  }

  client(): Client {
    return clientOf(this.source, this.proxy.url, this.turns);
  }

  /** Changes the source a little. */
  stir(): void {
    this.source.stir(this.chance);
  }

  /** Sets the clock of the records wrong, by up to five minutes. */
  skewClock(): void {
    this.skew.by = (this.chance.next() - 0.5) * 10 * MINUTE;
  }

  /** The order of requests follows from the seed, and each path has its own chance. */
  #chanceOf(what: string): Chance {
    const bare = what.replace(/updated_at%5D=[^&]*/g, '');
    const times = (this.#asked.get(bare) ?? 0) + 1;
    this.#asked.set(bare, times);
    return new Chance(this.seed ^ hashOf(`${times} ${bare}`));
  }

  #fault(path: string): Fault | undefined {
    if (this.isCalm) return undefined;
    for (const [project, fault] of this.#revoked)
      if (path.includes(`projects/${project}/`) || path.includes(`project_id=${project}`))
        return this.#noted(fault, path, true);
    const chance = this.#chanceOf(`fault ${path}`);
    if (!chance.isLucky(0.04)) return undefined;
    this.faults++;
    return this.#noted(chance.pick(PASSING_FAULTS), path, false);
  }

  /** Takes note of a lie that nothing can show, when it is told. @param isLasting whether the project always tells it */
  #noted(fault: Fault, path: string, isLasting: boolean): Fault {
    const { isLie, change } = fault;
    if (!isLie || !change) return fault;
    const changed = (answer: Passing) => {
      const truth = answer.body;
      change(answer);
      if (answer.body !== truth && !this.#isShown(path, answer, isLasting)) this.#hasLied = true;
    };
    return { ...fault, change: changed };
  }

  /**
   * Whether the reader has a way to see that an answer is a lie: another answer about the same list does not fit, or a
   * row is missing that must be there. That a recycle bin or the list of projects has less than before proves nothing.
   */
  #isShown(path: string, { headers, body }: Passing, isLasting: boolean): boolean {
    const { source } = this;
    const project = source.projects.find(({ id }) => source.isList(path, id));
    if (!project) return true;
    const rows = (JSON.parse(body) as unknown[]).length;
    if (headers.total !== undefined && Number(headers.total) !== rows) return true;
    // Where nothing was updated, an empty answer is the truth. The number of rows shows it, unless that one is true.
    const mayBeTrue = path.includes('updated_at') && !isLasting;
    return rows === 0 && !mayBeTrue && this.#hasKnown(project.id);
  }

  /** Whether the reader knows a row of this project that has been there all the time. */
  #hasKnown(project: number): boolean {
    const stays = (key: string) =>
      this.#sentFrom.get(key) === project &&
      this.source.placeOf(key) === project &&
      !this.source.wasMoved(key, this.#mark);
    return [...this.#before].some(stays);
  }

  /** Takes the account's rights on a project away, in one of the ways that Procore has, or gives them back. */
  flipRights(): void {
    const { id } = this.chance.pick(this.source.projects);
    if (!this.#revoked.delete(id)) this.#revoked.set(id, this.chance.pick(REFUSALS));
  }

  giveRightsBack(): void {
    this.#revoked.clear();
  }

  /** Reads the changes once, into the copy. @returns whether the run says that it was complete; undefined if it was cut */
  async run(
    client: Client,
    { cutAfter = Number.POSITIVE_INFINITY, ...terms }: RunTerms = {},
  ): Promise<boolean | undefined> {
    const { list, simulator } = this.source;
    if (!this.#isOpen || terms.full) {
      this.#mark = simulator.changes.last;
      this.#before = new Set(this.copy.rows().keys());
      this.#hasLied = false;
    }
    let left = cutAfter;
    const reader = await readerOf(client, list.path, { strategy: list.strategy, ...terms }, this.turns.now);
    this.#isOpen = true;
    for await (const result of reader.results()) {
      if ('failure' in result) continue;
      const { changes, piece, ends } = result.step;
      for (const { op, key } of changes) {
        this[op === 'upsert' ? 'upserts' : 'deletes']++;
        if (op === 'upsert') this.#sentFrom.set(key, Number(piece.project?.id));
        if (op === 'delete' && this.#isThere(key) && this.source.wasThere(key, this.#mark))
          this.wrongs.push(`false delete of ${key} ${this.source.history(key)}`);
      }
      await this.copy.take(changes);
      if (--left < 0) return undefined;
      await result.step.confirmed();
      if (ends) this.#copied.add(Number(piece.project?.id));
    }
    this.#isOpen = false;
    if (reader.isComplete && !this.#hasLied) await this.#compare();
    return reader.isComplete;
  }

  #isThere(key: string): boolean {
    const place = this.source.placeOf(key);
    // A row that was moved is seen in its new project only if that one tells the truth.
    const mayHide = this.#hasLied && this.source.wasMoved(key);
    return place !== undefined && this.#copied.has(place) && !mayHide;
  }

  /**
   * Compares copy and source. A row that was changed or moved since the run began may be old in the copy, and must be
   * there all the same. One that came or went since then may be there or not, and so may one that nobody had read yet and
   * that was moved to a project that was read already: no list had it, and nothing tells that it is missing.
   */
  async #compare(): Promise<void> {
    const copy = this.copy.rows();
    const source = await this.copy.likewise(await this.source.read());
    for (const key of new Set([...source.keys(), ...copy.keys()])) {
      const isUnseen = !this.#before.has(key) && this.source.wasMoved(key, this.#mark);
      if (isUnseen || !this.source.wasThere(key, this.#mark)) continue;
      const [there, here] = [source.get(key), copy.get(key)];
      const mayBeOld = here !== undefined && this.source.wasTouched(key, this.#mark);
      if (there === here || mayBeOld) continue;
      const what = here === undefined ? 'missing' : there === undefined ? 'too many' : 'old';
      this.wrongs.push(
        `${what}: ${key} of ${this.source.list.kind}${this.isCalm ? ' in calm' : ''} ${this.source.history(key)}`,
      );
    }
  }

  async close(): Promise<void> {
    this.copy.close();
    await this.proxy.close();
    await this.source.close();
  }
}

function clientOf({ simulator, companyId }: Source, apiUrl: string, runtime: Runtime): Client {
  const { loginUrl, clientId, clientSecret } = simulator;
  const connection = parseConnection({
    environment: 'custom',
    loginUrl,
    apiUrl,
    clientId,
    clientSecret,
    timeoutMs: 5_000,
    allowHttp: false,
    companyId: String(companyId),
  });
  return new Client(connection, runtime);
}

/** Loads what is loaded on first use. How long that takes is up to the disk, and would be part of the play's order. */
export async function warmUp(source: Source): Promise<void> {
  const client = clientOf(source, source.simulator.apiUrl, systemRuntime());
  const copy = new SqlCopy(`GET ${source.list.path}`);
  const reader = await readerOf(client, source.list.path, {}, Date.now);
  for await (const result of reader.results()) {
    if (!('step' in result) || result.step.changes.length === 0) continue;
    await copy.take(result.step.changes);
    break;
  }
  copy.close();
  await client.close();
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}
