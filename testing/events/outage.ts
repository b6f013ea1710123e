import type { KindName } from '../../src/simulator/index.js';
import type { State } from '../../src/state/state.js';
import { Chance } from '../changes/chance.js';
import { FaultProxy } from '../changes/fault-proxy.js';
import { FAULTS } from '../changes/faults.js';
import { listOf } from '../changes/lists.js';
import { warmUp } from '../changes/play.js';
import { Source } from '../changes/source.js';
import { Turns } from '../changes/turns.js';
import type { OutageFigures, OutageSize } from './outage-figures.js';
import { Truth } from './truth.js';
import { VirtualNode, virtualState } from './virtual-node.js';

const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 3_600_000;

/** How the kinds of records are called in webhooks. */
const RESOURCES: Partial<Record<KindName, string>> = {
  rfis: 'RFIs',
  submittals: 'Submittals',
  observations: 'Observation Items',
  punch_items: 'Punch Items',
  change_events: 'Change Events',
};

/** From one comparison to the next: the node's default. */
const EVERY = HOUR;
/** After 12 hours without an answer, Procore discards what waits. */
const OUTAGE = 12.5 * HOUR;

/** What comparisons may meet. None of these answers looks as if it were complete. */
const NOISE = [FAULTS.broken, FAULTS.cut, FAULTS.truncated, FAULTS.short] as const;

const WHOLE: OutageSize = { before: 5, after: 5, late: 26 };

/** Plays one seed: edits, deliveries that go wrong, an outage, comparisons that break off, and what comes a day late. */
export async function playOutage(seed: number, size: OutageSize = WHOLE): Promise<OutageFigures> {
  const play = await Play.start(seed);
  try {
    return await play.run(size);
  } finally {
    await play.close();
  }
}

class Play {
  readonly #chance: Chance;
  readonly #truth = new Truth();
  readonly #ahead = new Map<string, string>();
  readonly #missing: string[] = [];
  #node: VirtualNode | undefined;
  #port = 0;
  /** Requests until the process ends; never if it is not set. */
  #endsAfter: number | undefined;
  #outage: OutageFigures['outage'] | undefined;
  #isNoisy = false;
  #isStopped = false;
  #comparisons = 0;
  #restarts = 0;
  #checks = 0;
  #broken: unknown;

  private constructor(
    private readonly seed: number,
    private readonly skew: number,
    private readonly state: State,
    private readonly turns: Turns,
    private readonly source: Source,
    private readonly proxy: FaultProxy,
  ) {
    this.#chance = new Chance(seed ^ 0x0e7e);
    turns.settled = () => source.simulator.deliveries.settled();
    proxy.clock = turns.now;
    proxy.turn = (path, serve) => turns.take(path, () => this.#serve(path, serve));
    proxy.fault = (path) => {
      const isSpoiled = this.#isNoisy && this.#isList(path) && this.#chance.isLucky(0.04);
      if (!isSpoiled) this.#noteRead(path);
      return isSpoiled ? this.#chance.pick(NOISE) : undefined;
    };
  }

  static async start(seed: number): Promise<Play> {
    const turns = new Turns(seed);
    const records = 12 + new Chance(seed ^ 0x5eed).below(30);
    const webhooks = { drop: 0.01, late: 0.01, duplicate: 0.02, shuffle: 3 * SECOND, seed };
    const source = await Source.start(listOf(seed), records, turns, { webhooks });
    await warmUp(source);
    const skew = (new Chance(seed).next() - 0.5) * 10 * MINUTE;
    const proxy = await FaultProxy.start(source.simulator.apiUrl);
    return new Play(seed, skew, virtualState(turns, skew), turns, source, proxy);
  }

  async run({ before, after, late }: OutageSize): Promise<OutageFigures> {
    const { turns } = this;
    await this.#begin();
    await turns.sleep(10 * MINUTE);
    this.source.simulator.changes.subscribe((change) => {
      if (change.resource === this.source.list.kind) this.#truth.note(change);
    });
    this.#isNoisy = true;
    await this.#edited(before * HOUR, 5 * MINUTE);
    const outage = this.seed % 2 === 0 ? 'the process ends' : 'nothing answers';
    const work = this.#edited(OUTAGE, 5 * MINUTE);
    await this.#out(outage, OUTAGE);
    await work;
    await this.#edited(after * HOUR, 5 * MINUTE);
    await this.#calm();
    await this.#edited(late * HOUR, 30 * MINUTE);
    await this.#calm();
    if (this.#broken) throw this.#broken;
    const arrived = await this.turns.hold(async () => (await this.#node?.arrived()) ?? []);
    const truth = this.#truth;
    const { joined, 'came and went': cameAndWent, 'same second': sameSecond } = truth.sorted();
    return {
      seed: this.seed,
      resource: this.source.list.kind,
      outage,
      changes: truth.changes,
      undelivered: truth.undelivered(arrived),
      events: truth.events,
      found: truth.found,
      redelivered: truth.redelivered,
      comparisons: this.#comparisons,
      restarts: this.#restarts,
      checks: this.#checks,
      ahead: [...this.#ahead.values()],
      missing: this.#missing,
      twice: truth.twice,
      whileCompared: truth.whileCompared,
      joined,
      cameAndWent,
      sameSecond,
      undone: truth.undone.size,
    };
  }

  async close(): Promise<void> {
    this.#isStopped = true;
    await this.#node?.stop();
    await this.proxy.close();
    await this.source.close();
    await this.state.close();
  }

  /** People edit, some records several times within a second, while processes end in the middle of comparisons. */
  async #edited(ms: number, pause: number): Promise<void> {
    const { turns } = this;
    const end = turns.now() + ms;
    let next = turns.now() + this.#chance.below(2 * HOUR);
    while (turns.now() < end) {
      await turns.sleep(this.#chance.below(2 * pause));
      for (let left = 1 + this.#chance.below(3); left > 0; left--) {
        this.source.stir(this.#chance);
        if (this.#chance.isLucky(0.2)) {
          await turns.sleep(this.#chance.below(2 * SECOND));
          this.#again();
        }
      }
      this.#check();
      if (turns.now() < next || this.#node === undefined) continue;
      next = turns.now() + HOUR + this.#chance.below(3 * HOUR);
      this.#endsAfter = this.#chance.below(25);
    }
  }

  /** Changes the record again that was changed last. */
  #again(): void {
    const { simulator, list } = this.source;
    const last = simulator.changes.since(Math.max(0, simulator.changes.last - 1)).at(-1);
    if (!last || last.resource !== list.kind || last.action === 'delete') return;
    simulator.rows(list.kind, last.projectId).change(last.id, { title: `again ${this.#chance.below(1e6)}` });
  }

  /** Nothing goes wrong until the next comparison has ended. After it, the flow must know everything. */
  async #calm(): Promise<void> {
    this.#isNoisy = false;
    this.#endsAfter = undefined;
    const { turns } = this;
    const last = turns.now();
    // Rows have their times in whole seconds, and the mark is at the begin of one.
    await turns.sleep(EVERY + 30 * MINUTE);
    this.#check();
    const mark = this.#node?.completeTo ?? 0;
    if (mark < last - (last % SECOND)) this.#missing.push(`no complete comparison since ${last}`);
    this.#missing.push(...this.#truth.wrongs(last).map(({ why }) => why));
    this.#isNoisy = true;
  }

  /** Whatever is true up to the mark, the flow must have been told. */
  #check(): void {
    const mark = this.#node?.completeTo;
    if (mark === undefined) return;
    this.#checks++;
    for (const { record, why } of this.#truth.wrongs(mark))
      if (!this.#ahead.has(record)) this.#ahead.set(record, `up to ${new Date(mark).toISOString()}: ${why}`);
  }

  #isList(path: string): boolean {
    const [, end = ''] = this.source.list.path.split('{project_id}');
    return path.includes(end === '' ? this.source.list.path : end) && !path.includes('webhooks');
  }

  #noteRead(path: string): void {
    // Neither rows by their ids nor removed ones.
    if (
      !this.#isList(path) ||
      ['filters%5Bid%5D', 'recycle_bin', 'deleted'].some((part) => path.includes(part))
    )
      return;
    for (const { id } of this.source.projects)
      if (path.includes(String(id))) this.#truth.read(id, this.turns.now());
  }

  async #serve(path: string, serve: () => Promise<void>): Promise<void> {
    // What is edited while a comparison reads.
    if (this.#isNoisy && this.#isList(path) && this.#chance.isLucky(0.2)) {
      this.source.stir(this.#chance);
      await this.source.simulator.deliveries.settled();
    }
    await serve();
    if (this.#endsAfter === undefined || this.#endsAfter-- > 0) return;
    this.#endsAfter = undefined;
    await this.#end();
    const back = this.#chance.below(20 * MINUTE);
    void this.turns.sleep(back).then(() => this.turns.hold(() => this.#begin()), this.#noteBroken);
  }

  /** Nothing answers deliveries for so long; if the process ends, nothing is compared either. */
  async #out(outage: OutageFigures['outage'], ms: number): Promise<void> {
    this.#outage = outage;
    await this.turns.hold(async () => {
      if (outage === 'the process ends') await this.#end();
      else await this.#node?.deafen();
    });
    await this.turns.sleep(ms);
    this.#outage = undefined;
    await this.turns.hold(async () => {
      await this.#begin();
      await this.#node?.receive();
    });
  }

  async #begin(): Promise<void> {
    if (this.#isStopped || this.#node || this.#outage === 'the process ends') return;
    const { simulator, companyId, list } = this.source;
    const { loginUrl, clientId, clientSecret } = simulator;
    const flow = new Chance(this.seed ^ this.#restarts);
    this.#node = await VirtualNode.start({
      turns: this.turns,
      connection: { loginUrl, clientId, clientSecret, apiUrl: this.proxy.url },
      companyId,
      state: this.state,
      port: this.#port,
      resources: [{ name: RESOURCES[list.kind] ?? '' }],
      everyMs: EVERY,
      skew: this.skew,
      flow: async (event, signal) => {
        this.#truth.tell(event, this.turns.now());
        if (flow.isLucky(0.02)) await this.turns.sleep(20 * SECOND, signal).catch(() => undefined);
      },
      tell: ({ failures }) => {
        this.#comparisons++;
        this.#truth.compared(failures.length === 0);
        this.#check();
      },
    });
    this.#port = this.#node.port;
    if (this.#outage) await this.#node.deafen();
  }

  async #end(): Promise<void> {
    const node = this.#node;
    this.#node = undefined;
    this.#restarts++;
    this.#truth.compared(false);
    await node?.stop();
  }

  readonly #noteBroken = (thrown: unknown): void => {
    this.#broken ??= thrown;
  };
}
