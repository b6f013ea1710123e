import { Client, parseConnection, type Runtime, systemRuntime } from '../../src/index.js';
import { Chance } from './chance.js';
import { type Fault, FaultProxy } from './fault-proxy.js';
import { FAULTS, PASSING_FAULTS, REFUSALS } from './faults.js';
import { History } from './history.js';
import { Lies } from './lies.js';
import { type List, listOf } from './lists.js';
import { readerOf } from './reader-of.js';
import { Readings } from './readings.js';
import { Source } from './source.js';
import { SqlCopy } from './sql-copy.js';
import { wrongsOf } from './truth.js';
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
  /** The newest state of a record that was sent; see {@link History.stateOf}. */
  readonly #sentState = new Map<string, number>();
  readonly #asked = new Map<string, number>();
  readonly #revoked = new Map<number, Fault>();
  /** The keys that the copy had before the run, or before the run that it goes on with. */
  #before: ReadonlySet<string> = new Set();
  readonly #history: History;
  readonly #readings = new Readings();
  readonly #lies: Lies;

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
    this.#history = new History(source);
    this.#lies = new Lies(source, this.#history, (project) => this.#hasKnown(project));
    proxy.clock = turns.now;
    proxy.turn = (path, serve) => turns.take(path, serve);
    proxy.between = (path) => {
      const chance = this.#chanceOf(`stir ${path}`);
      if (!this.isCalm && chance.isLucky(0.25)) this.source.stir(chance);
    };
    proxy.fault = (path) => {
      const project = source.projectOf(path);
      if (project !== undefined) this.#readings.asked(project, source.simulator.changes.last);
      return this.#fault(path);
    };
  }

  static async start(seed: number): Promise<Play> {
    const turns = new Turns(seed);
    const records = 8 + new Chance(seed ^ 0x5eed).below(50);
    const skew = { by: 0 };
    const source = await Source.start(listFor(seed), records, () => turns.now() + skew.by);
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
    if (this.source.list.hasNoBin && this.source.asksForRemoved(path)) return FAULTS.forbidden;
    if (this.isCalm) return undefined;
    for (const [project, fault] of this.#revoked)
      if (path.includes(`projects/${project}/`) || path.includes(`project_id=${project}`))
        return this.#lies.noted(fault, path, true);
    const chance = this.#chanceOf(`fault ${path}`);
    if (!chance.isLucky(0.04)) return undefined;
    this.faults++;
    return this.#lies.noted(chance.pick(PASSING_FAULTS), path, false);
  }

  /** Whether the reader knows a row of this project that has been there all the time. */
  #hasKnown(project: number): boolean {
    const stays = (key: string) =>
      this.#sentFrom.get(key) === project &&
      this.#history.placeOf(key) === project &&
      !this.#history.wasMoved(key, this.#readings.mark);
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
    if (!this.#readings.begin(simulator.changes.last, this.turns.now(), terms.full === true)) {
      this.#before = new Set(this.copy.rows().keys());
      this.#lies.forget();
    }
    let left = cutAfter;
    const reader = await readerOf(client, list.path, { strategy: list.strategy, ...terms }, this.turns.now);
    for await (const result of reader.results()) {
      if ('failure' in result) continue;
      const { changes, piece, ends } = result.step;
      for (const { op, key, row } of changes) {
        this[op === 'upsert' ? 'upserts' : 'deletes']++;
        if (op === 'upsert') this.#sentFrom.set(key, Number(piece.project?.id));
        if (op === 'upsert') this.#noteState(key, row);
        if (op === 'delete' && !this.#mayDelete(key, Number(piece.project?.id)))
          this.wrongs.push(`false delete of ${key} ${this.#history.told(key)}`);
      }
      await this.copy.take(changes);
      if (ends) this.#readings.ended(Number(piece.project?.id), false);
      if (--left < 0) return undefined;
      await result.step.confirmed();
      if (!ends) continue;
      this.#readings.ended(Number(piece.project?.id), true);
      this.#copied.add(Number(piece.project?.id));
    }
    this.#readings.close();
    if (reader.isComplete) await this.#compare();
    return reader.isComplete;
  }

  /**
   * Whether a record may count as removed that a project misses: at some moment since that project's reading began it was
   * nowhere, or in a project that is outside of the copy.
   */
  #mayDelete(key: string, project: number): boolean {
    const { began } = this.#readings.of(project) ?? { began: this.#readings.mark };
    if (this.#history.wasOutside(key, this.#copied, began)) return true;
    // A row that was moved is seen in its new project only if that one tells the truth.
    return this.#history.wasMoved(key, 0) && this.#lies.mayHide(key);
  }

  /** Whatever way a record takes, the flow never gets it older than it has got it before. */
  #noteState(key: string, row: unknown): void {
    const [state, last] = [this.#history.stateOf(key, row), this.#sentState.get(key)];
    if (state === undefined) this.wrongs.push(`unknown state of ${key} ${this.#history.told(key)}`);
    else if (last !== undefined && state < last)
      this.wrongs.push(`state ${state} of ${key} after ${last}: ${this.#history.told(key)}`);
    else this.#sentState.set(key, state);
  }

  async #compare(): Promise<void> {
    const { copy, source } = this;
    const wrongs = await wrongsOf({
      copy,
      source,
      history: this.#history,
      readings: this.#readings,
      before: this.#before,
      copied: this.#copied,
      mayBeHidden: (key) => this.#lies.mayHide(key),
    });
    for (const wrong of wrongs) this.wrongs.push(`${wrong}${this.isCalm ? ', in calm' : ''}`);
  }

  async close(): Promise<void> {
    this.copy.close();
    await this.proxy.close();
    await this.source.close();
  }
}

/** The list that a seed copies; of some seeds, the account may not ask for removed rows. */
function listFor(seed: number): List {
  return { ...listOf(seed), ...(seed % 5 < 2 && { hasNoBin: true }) };
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
