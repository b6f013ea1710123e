import { builtInOperations } from '../../src/catalogue/load.js';
import { ChangesReader } from '../../src/changes/changes.js';
import { wayOf } from '../../src/changes/strategy.js';
import { Client, type PlanInput, parseConnection, type RunOptions, systemRuntime } from '../../src/index.js';
import { aimed } from '../../src/scope/aim.js';
import type { Piece } from '../../src/scope/piece.js';
import { covered } from '../../src/scope/pieces.js';
import { type KindName, type Simulator, startSimulator } from '../../src/simulator/index.js';
import { Chance } from './chance.js';
import { type Fault, FaultProxy, type Passing } from './fault-proxy.js';

/** The lists that are copied: each has another way to see what was removed. */
export const LISTS: ReadonlyArray<readonly [kind: KindName, path: string]> = [
  ['rfis', '/rest/v1.0/projects/{project_id}/rfis'],
  ['submittals', '/rest/v1.1/projects/{project_id}/submittals'],
  ['observations', '/rest/v1.0/observations/items'],
  ['punch_items', '/rest/v1.1/punch_items'],
  ['change_events', '/rest/v1.1/change_events'],
];

const MINUTE = 60_000;
const ROUNDS = 8;

/** What a seed has shown. */
export interface Played {
  readonly seed: number;
  readonly runs: number;
  readonly complete: number;
  readonly upserts: number;
  readonly deletes: number;
  readonly faults: number;
  readonly requests: number;
  /** What must not be; empty if all is well. */
  readonly wrongs: readonly string[];
}

/** A source that changes, a copy of it, and what may go wrong in between. */
export class Play {
  /** What happens between runs. */
  readonly chance: Chance;
  /** Projects that were read to their end at least once. What is elsewhere is outside of the copy. */
  readonly #copied = new Set<number>();
  readonly #asked = new Map<string, number>();
  readonly copy = new Map<string, unknown>();
  readonly wrongs: string[] = [];
  faults = 0;
  upserts = 0;
  deletes = 0;
  skew = 0;
  isCalm = false;
  readonly #revoked = new Map<number, Fault>();
  /** Number of the last change before the run, or before the run that it goes on with. */
  #mark = 0;
  /** Whether the server has told a lie that nobody can see through, in this run or the one that it goes on with. */
  #hasLied = false;
  /** Whether a run has begun and not ended: the next one goes on with it. */
  #isOpen = false;

  private constructor(
    readonly seed: number,
    readonly simulator: Simulator,
    readonly proxy: FaultProxy,
    readonly list: (typeof LISTS)[number],
  ) {
    this.chance = new Chance(seed);
  }

  static async start(seed: number): Promise<Play> {
    const shape = new Chance(seed ^ 0x5eed);
    const skewed = { by: 0 };
    const simulator = await startSimulator({
      companies: 1,
      projects: 3,
      projectsNotPermitted: 0,
      records: 8 + shape.below(50),
      limits: { hourly: Number.POSITIVE_INFINITY, spike: Number.POSITIVE_INFINITY },
      clock: () => Date.now() + skewed.by,
    });
    const proxy = await FaultProxy.start(simulator.apiUrl);
    const play = new Play(seed, simulator, proxy, LISTS[seed % LISTS.length] as (typeof LISTS)[number]);
    Object.defineProperty(play, 'skew', { get: () => skewed.by, set: (by: number) => (skewed.by = by) });
    proxy.between = (path) => play.#stir(path);
    proxy.fault = (path) => play.#fault(path);
    return play;
  }

  get projects() {
    return (this.simulator.companies[0] as Simulator['companies'][number]).projects;
  }

  client(): Client {
    const connection = parseConnection({
      environment: 'custom',
      loginUrl: this.simulator.loginUrl,
      apiUrl: this.proxy.url,
      clientId: this.simulator.clientId,
      clientSecret: this.simulator.clientSecret,
      timeoutMs: 5_000,
      allowHttp: false,
      companyId: String(this.simulator.companies[0]?.id),
    });
    return new Client(connection, { ...systemRuntime(), random: () => 0 });
  }

  /** Every row of the source, by its key. */
  source(): Map<string, unknown> {
    const all = new Map<string, unknown>();
    for (const { id } of this.projects) {
      const rows = this.simulator.rows(this.list[0], id);
      for (let at = 0; at < rows.length; at++) {
        const row = rows.at(at) as { id: number };
        all.set(String(row.id), row);
      }
    }
    return all;
  }

  /** Whether a row was changed since the run began. */
  #wasTouched(key: string): boolean {
    return this.simulator.changes.since(this.#mark).some(({ id }) => String(id) === key);
  }

  /** Changes the source a little. */
  #stir(path: string): void {
    const chance = this.#chanceOf(`stir ${path}`);
    if (!this.isCalm && chance.isLucky(0.25)) this.stir(chance);
  }

  /** Requests come in any order, so that each has its own chance. */
  #chanceOf(what: string): Chance {
    const bare = what.replace(/updated_at%5D=[^&]*/g, '');
    const times = (this.#asked.get(bare) ?? 0) + 1;
    this.#asked.set(bare, times);
    return new Chance(this.seed ^ hashOf(`${times} ${bare}`));
  }

  stir(chance = this.chance): void {
    const { simulator } = this;
    const [kind] = this.list;
    const { id } = chance.pick(this.projects);
    const rows = simulator.rows(kind, id);
    const some = () => (rows.at(chance.below(rows.length)) as { id: number }).id;
    const what = chance.below(10);
    if (what < 3 || rows.length < 3) rows.add({ title: `row ${chance.below(1e6)}` });
    else if (what < 6) rows.change(some(), { title: `changed ${chance.below(1e6)}` });
    else if (what < 8) rows.remove(some());
    else if (what < 9) this.#restore(chance);
    else {
      const to = chance.pick(this.projects).id;
      if (to !== id) rows.move(some(), to);
    }
  }

  /** Restores a row that was removed, if there is one. */
  #restore(chance: Chance): void {
    const removed = this.simulator.changes.since().filter(({ action }) => action === 'delete');
    if (removed.length === 0) return;
    const { id, projectId } = chance.pick(removed);
    try {
      this.simulator.rows(this.list[0], projectId).restore(id);
    } catch {
      // It is there already.
    }
  }

  #fault(path: string): Fault | undefined {
    if (this.isCalm) return undefined;
    for (const [project, fault] of this.#revoked)
      if (path.includes(`projects/${project}/`) || path.includes(`project_id=${project}`))
        return this.#noted(fault);
    const chance = this.#chanceOf(`fault ${path}`);
    if (!chance.isLucky(0.04)) return undefined;
    this.faults++;
    return this.#noted(faultOf(chance.below(9)));
  }

  #noted(fault: Fault): Fault {
    if (fault.isLie) this.#hasLied = true;
    return fault;
  }

  /** Takes the account's rights on a project away, in one of the ways that Procore has, or gives them back. */
  flipRights(): void {
    const { id } = this.chance.pick(this.projects);
    if (this.#revoked.delete(id)) return;
    this.#revoked.set(id, faultOf(this.chance.below(4)));
  }

  giveRightsBack(): void {
    this.#revoked.clear();
  }

  /** Reads the changes once, into the copy. @returns whether the run says that it was complete; undefined if it was cut */
  async run(
    client: Client,
    more: { full?: boolean; isConfirmed?: boolean; cutAfter?: number } = {},
  ): Promise<boolean | undefined> {
    if (!this.#isOpen || more.full) {
      this.#mark = this.simulator.changes.last;
      this.#hasLied = false;
    }
    let left = more.cutAfter ?? Number.POSITIVE_INFINITY;
    const reader = await readerOf(client, this.list[1], more, () => performance.now());
    this.#isOpen = true;
    for await (const result of reader.results()) {
      if ('failure' in result) continue;
      for (const { op, key, row } of result.step.changes) {
        if (op === 'upsert') {
          this.upserts++;
          this.copy.set(key, row);
          continue;
        }
        this.deletes++;
        if (this.#isThere(key) && !this.#wasTouched(key))
          this.wrongs.push(`false delete of ${key} ${this.#history(key)}`);
        this.copy.delete(key);
      }
      if (--left < 0) return undefined;
      await result.step.confirmed();
      if (result.step.ends) this.#copied.add(Number(result.step.piece.project?.id));
    }
    this.#isOpen = false;
    if (reader.isComplete && !this.#hasLied) this.#compare();
    return reader.isComplete;
  }

  #isThere(key: string): boolean {
    const place = this.projects.find(({ id }) => this.simulator.rows(this.list[0], id).find(Number(key)));
    const wasMoved = this.simulator.changes
      .since()
      .some((each) => String(each.id) === key && each.action === 'move');
    // A row that was moved is seen in its new project only if that one tells the truth.
    return place !== undefined && this.#copied.has(place.id) && !(wasMoved && this.#hasLied);
  }

  #history(key: string): string {
    const changes = this.simulator.changes.since().filter(({ id }) => String(id) === key);
    return changes.map(({ number, action, projectId }) => `${number} ${action} ${projectId}`).join(', ');
  }

  /** Compares copy and source. What was changed since the run began may differ. */
  #compare(): void {
    const source = this.source();
    for (const key of new Set([...source.keys(), ...this.copy.keys()])) {
      if (this.#wasTouched(key)) continue;
      const [there, here] = [source.get(key), this.copy.get(key)].map((row) => JSON.stringify(row));
      if (there === here) continue;
      const what = here === undefined ? 'missing' : there === undefined ? 'too many' : 'old';
      this.wrongs.push(
        `${what}: ${key} of ${this.list[0]}${this.isCalm ? ' in calm' : ''} ${this.#history(key)}`,
      );
    }
  }

  async close(): Promise<void> {
    await this.proxy.close();
    await this.simulator.close();
  }
}

/** Plays one seed: rounds of changes, faults and cuts, then a calm in which the copy must become the source. */
export async function playSeed(seed: number): Promise<Played> {
  const play = await Play.start(seed);
  const client = play.client();
  let complete = 0;
  let runs = 0;
  try {
    play.isCalm = play.chance.isLucky(0.5);
    for (let round = 0; round < ROUNDS; round++) {
      for (let at = play.chance.below(6); at > 0; at--) play.stir();
      if (play.chance.isLucky(0.5)) play.skew = (play.chance.next() - 0.5) * 10 * MINUTE;
      if (play.chance.isLucky(0.3)) play.flipRights();
      const cutAfter = play.chance.isLucky(0.3) ? play.chance.below(8) : undefined;
      await client.forgetRefusals();
      runs++;
      if (await play.run(client, cutAfter === undefined ? {} : { cutAfter }).catch(tolerated)) complete++;
      play.isCalm = play.chance.isLucky(0.4);
    }
    play.isCalm = true;
    play.giveRightsBack();
    await client.forgetRefusals();
    // A run that was cut is gone on with, and then all is read once more.
    for (let look = 0; look < 2; look++) await play.run(client, { isConfirmed: true });
    if (!(await play.run(client))) play.wrongs.push('not complete in the end');
    runs += 3;
  } catch (thrown) {
    play.wrongs.push(`thrown: ${thrown instanceof Error ? thrown.stack : thrown}`);
  } finally {
    await client.close();
    await play.close();
  }
  const { upserts, deletes, faults, wrongs } = play;
  return { seed, runs, complete, upserts, deletes, faults, requests: play.proxy.paths.length, wrongs };
}

/** A reader of all projects, with small pages, so that most lists have several. */
export async function readerOf(
  client: Client,
  path: string,
  {
    full = false,
    isConfirmed = false,
    perPage = 11,
  }: { full?: boolean; isConfirmed?: boolean; perPage?: number },
  now: () => number,
): Promise<ChangesReader> {
  const operations = await builtInOperations();
  const operation = operations.find((each) => each.method === 'GET' && each.path === path);
  const way = operation && wayOf(operation, operations);
  if (!operation || !way) throw new Error(`No operation ${path}.`);
  const plan: PlanInput = { method: 'GET', path, operation: operation.name, paging: 'all', perPage };
  const request = {
    way,
    operation,
    plan,
    name: '',
    deletes: true,
    windowDays: 14,
    brake: 5,
    isConfirmed,
    full,
    forget: false,
    planOf: (piece: Piece) => aimed(plan, piece, operation),
    cover: async (run: RunOptions) => ({
      ...(await covered(client, { scope: 'projects', ofProjects: true, filter: {} }, run)),
      leftOut: new Set<string>(),
    }),
  };
  return new ChangesReader(client, request, {}, now);
}

/** What a run costs in which nothing has changed, and one in which every project has a new row. */
export async function playQuiet() {
  const projects = 40;
  const simulator = await startSimulator({
    companies: 1,
    projects,
    projectsNotPermitted: 0,
    limits: { hourly: Number.POSITIVE_INFINITY, spike: Number.POSITIVE_INFINITY },
  });
  const { loginUrl, apiUrl, clientId, clientSecret, companies } = simulator;
  const [company] = companies;
  const place = { loginUrl, apiUrl, clientId, clientSecret, companyId: String(company?.id) };
  const connection = parseConnection({ environment: 'custom', timeoutMs: 5_000, allowHttp: false, ...place });
  const client = new Client(connection, systemRuntime());
  const requestsOf = async () => {
    const reader = await readerOf(client, LISTS[0]?.[1] ?? '', { perPage: 2_000 }, () => performance.now());
    for await (const result of reader.results()) if ('step' in result) await result.step.confirmed();
    const { requests, upserts } = reader.summary;
    // The lists of companies and of projects are read once for the whole run.
    return { requests: requests - 2, upserts };
  };
  try {
    await requestsOf();
    const nothing = await requestsOf();
    for (const { id } of company?.projects ?? []) simulator.rows('rfis', id).add();
    const fresh = await requestsOf();
    return { projects, requests: nothing.requests, freshRows: fresh.upserts, freshRequests: fresh.requests };
  } finally {
    await client.close();
    await simulator.close();
  }
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}

/** A run may fail as a whole, such as when the list of projects cannot be read. */
function tolerated(thrown: unknown): undefined {
  if (thrown instanceof Error && thrown.name === 'ProcoreError') return undefined;
  throw thrown;
}

function faultOf(which: number): Fault {
  const json = (status: number, body: unknown): Passing => ({
    status,
    headers: { 'content-type': 'application/json', date: new Date().toUTCString() },
    body: JSON.stringify(body),
  });
  const listed =
    (change: (rows: unknown[]) => unknown[], total?: (rows: number) => number) => (answer: Passing) => {
      const body: unknown = answer.body.startsWith('[') ? JSON.parse(answer.body) : undefined;
      if (!Array.isArray(body)) return;
      answer.body = JSON.stringify(change(body));
      if (total && answer.headers.total) answer.headers.total = String(total(Number(answer.headers.total)));
    };
  const faults: readonly Fault[] = [
    { instead: () => json(403, { errors: 'Forbidden' }) },
    { instead: () => json(404, { errors: 'Not found' }) },
    // An empty list in place of a refusal. The permissions still say what is true.
    {
      change: listed(
        () => [],
        () => 0,
      ),
      isLie: true,
    },
    { instead: () => json(403, { message: 'You do not have permission' }) },
    { instead: () => json(500, {}) },
    { cut: true },
    {
      change: (answer) => {
        answer.body = answer.body.slice(0, answer.body.length / 2);
      },
    },
    { change: listed((rows) => rows.slice(0, rows.length / 2)) },
    {
      change: listed(
        (rows) => rows.slice(1),
        (total) => total - 1,
      ),
      isLie: true,
    },
  ];
  return faults[which] as Fault;
}
