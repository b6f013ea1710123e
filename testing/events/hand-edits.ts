import { gateHeader } from '../../src/events/gate.js';
import type { Standing } from '../../src/events/reconcile/keeper.js';
import { Secret } from '../../src/secret.js';
import { Chance } from '../changes/chance.js';
import { FaultProxy } from '../changes/fault-proxy.js';
import { FAULTS } from '../changes/faults.js';
import { warmUp } from '../changes/play.js';
import { Source } from '../changes/source.js';
import { Turns } from '../changes/turns.js';
import { ByHand, type Row } from './by-hand.js';
import { VirtualNode, virtualState } from './virtual-node.js';

const MINUTE = 60_000;
/** From one comparison to the next: the node's default. */
const EVERY = 60 * MINUTE;
const LIST = { kind: 'rfis', path: '/rest/v1.0/projects/{project_id}/rfis' } as const;
/** Hooks of others: of another program, and of another node on another server. */
const OTHERS = ['someone-else', 'node-red-procore-0123456789abcdef'];

/** @param hook its path */
type Edit = (hand: ByHand, hook: string) => Promise<unknown>;

/** The node's hooks at each place, as text. */
type Hooks = ReadonlyMap<string, string>;

/** What people do to a hook. */
const EDITS: Readonly<Record<string, Edit>> = {
  'a trigger is removed': async (hand, hook) => {
    const [trigger] = await hand.ask<Row[]>('GET', `${hook}/triggers`);
    return hand.ask('DELETE', `${hook}/triggers/${trigger?.id}`);
  },
  'the hook is disabled': (hand, hook) => hand.ask('PATCH', hook, { status: 'disabled' }),
  'the hook is deleted': (hand, hook) => hand.ask('DELETE', hook),
  'its URL is another': (hand, hook) =>
    hand.ask('PATCH', hook, { destination_url: 'https://receiver.example.com/' }),
  'the end of its URL is another': async (hand, hook) => {
    const { destination_url } = await hand.ask('GET', hook);
    return hand.ask('PATCH', hook, { destination_url: `${destination_url}-other` });
  },
  'its Authorization is another': (hand, hook) =>
    hand.ask('PATCH', hook, { destination_headers: { Authorization: 'Bearer other' } }),
  'its Authorization is gone': (hand, hook) => hand.ask('PATCH', hook, { destination_headers: {} }),
};

/** The ways in which each place is edited: the last edit is one that cannot be repaired at one place. */
export const WAYS = Object.keys(EDITS).length + 1;

/** What became of hooks that were edited by hand. */
export interface HandEditFigures {
  readonly places: number;
  /** Places at which the hooks were other than before right after an edit: one for each edit at each place. */
  readonly edits: number;
  /** Edited places that were neither as before nor shown red after one interval. */
  readonly left: readonly string[];
  /** Places that could not be repaired, and were shown red. */
  readonly red: number;
  /** Projects whose next event was not delivered after the repair. */
  readonly unheard: readonly string[];
  /** Hooks of other namespaces that are not as they were. */
  readonly touched: readonly string[];
}

/**
 * Edits the hooks of a company and its projects by hand, in each way, and looks at them one interval later.
 * @param isGated whether something in front of the receiver claims the Authorization header, so that deliveries are known
 *   by the end of their address
 */
export async function playHandEdits(seed: number, isGated: boolean): Promise<HandEditFigures> {
  const turns = new Turns(seed);
  // A person stays signed in for all of it.
  const source = await Source.start(LIST, 5, turns, { tokenLifetime: 1_000_000 });
  await warmUp(source);
  const proxy = await FaultProxy.start(source.simulator.apiUrl);
  proxy.clock = turns.now;
  proxy.turn = (path, serve) => turns.take(path, serve);
  turns.settled = () => source.simulator.deliveries.settled();
  const state = virtualState(turns, 0);
  const { loginUrl, clientId, clientSecret } = source.simulator;
  const heard: string[] = [];
  let standing: Standing | undefined;
  const gate = isGated && gateHeader({ gateUser: 'gate', gatePassword: new Secret('knock-knock') });
  const node = await VirtualNode.start({
    turns,
    state,
    connection: { loginUrl, apiUrl: proxy.url, clientId, clientSecret },
    companyId: source.companyId,
    port: 0,
    resources: [{ name: 'RFIs' }, { name: 'Projects', actions: ['create', 'update'] }],
    everyMs: EVERY,
    ...(gate && { gate }),
    flow: ({ source: how, resourceId }) => void (how === 'delivery' && heard.push(resourceId)),
    tell: (told) => {
      standing = told;
    },
  });
  try {
    return await new HandEdits(seed, turns, source, proxy, heard, () => standing).played();
  } finally {
    await node.stop();
    await state.close();
    await proxy.close();
    await source.close();
  }
}

class HandEdits {
  readonly #chance: Chance;
  readonly #left: string[] = [];
  readonly #unheard: string[] = [];
  #edits = 0;
  #red = 0;

  constructor(
    seed: number,
    private readonly turns: Turns,
    private readonly source: Source,
    private readonly proxy: FaultProxy,
    private readonly heard: string[],
    private readonly standing: () => Standing | undefined,
  ) {
    this.#chance = new Chance(seed);
  }

  async played(): Promise<HandEditFigures> {
    const { turns } = this;
    await turns.sleep(10 * MINUTE);
    const hand = await turns.hold(() => ByHand.signIn(this.source.simulator, this.source.companyId));
    await turns.hold(() => this.#addOthers(hand));
    const before = await turns.hold(() => this.#look(hand));
    const others = await turns.hold(() => this.#others(hand));
    for (const [what, edit] of Object.entries(EDITS)) {
      await turns.sleep(this.#chance.below(EVERY));
      await turns.hold(() => this.#edit(hand, edit, before));
      await turns.sleep(EVERY + MINUTE);
      await this.#judge(hand, what, before);
      await this.#listen(what);
    }
    await this.#refused(hand, before);
    const after = await turns.hold(() => this.#others(hand));
    return {
      places: this.#places.length,
      edits: this.#edits,
      left: this.#left,
      red: this.#red,
      unheard: this.#unheard,
      touched: [...others].filter(([key, hook]) => after.get(key) !== hook).map(([key]) => key),
    };
  }

  /** Where there are hooks: at the company and at its projects. */
  get #places(): readonly string[] {
    const company = `/rest/v2.0/companies/${this.source.companyId}`;
    const paths = this.source.projects.map(({ id }) => `${company}/projects/${id}`);
    return [company, ...paths].map((path) => `${path}/webhooks/hooks`);
  }

  /** A project in which Procore refuses everything about hooks meanwhile. It must be red then. */
  async #refused(hand: ByHand, before: Hooks): Promise<void> {
    const [, refused = ''] = this.#places;
    this.proxy.fault = (path) => (path.startsWith(refused) ? FAULTS.forbidden : undefined);
    const disable = EDITS['the hook is disabled'] as Edit;
    await this.turns.hold(() => this.#edit(hand, disable, before));
    await this.turns.sleep(EVERY + MINUTE);
    await this.#judge(hand, 'the hook is disabled, and may not be repaired', before, refused);
    this.proxy.fault = () => undefined;
  }

  async #edit(hand: ByHand, edit: Edit, before: Hooks): Promise<void> {
    for (const place of this.#places)
      for (const { id } of await this.#own(hand, place)) await edit(hand, `${place}/${id}`);
    // An edit that changes nothing would pass for one that was repaired.
    this.#edits += this.#differing(await this.#look(hand), before).length;
  }

  /** @param refused the place that cannot be repaired: it must be red instead */
  async #judge(hand: ByHand, what: string, before: Hooks, refused?: string): Promise<void> {
    const after = await this.turns.hold(() => this.#look(hand));
    const failure = this.standing()?.failures[0];
    // Red for nothing would hide that a repair is lacking.
    if (failure && refused === undefined) this.#left.push(`${what}: ${failure.message}`);
    for (const place of this.#differing(after, before)) {
      if (failure && place === refused) this.#red++;
      else this.#left.push(`${what}: ${place}`);
    }
  }

  #differing(now: Hooks, before: Hooks): readonly string[] {
    return this.#places.filter((place) => now.get(place) !== before.get(place));
  }

  /** Whether a change in each project is delivered. */
  async #listen(what: string): Promise<void> {
    const { simulator, projects } = this.source;
    for (const { id } of projects) {
      const { id: record } = simulator.rows(LIST.kind, id).add();
      await this.turns.sleep(MINUTE);
      if (!this.heard.includes(String(record))) this.#unheard.push(`${what}: ${id}`);
    }
  }

  async #addOthers(hand: ByHand): Promise<void> {
    for (const place of this.#places) {
      for (const namespace of OTHERS) {
        const hook = await hand.ask('POST', place, {
          payload_version: 'v4.0',
          namespace,
          destination_url: 'https://other.example.com/',
          destination_headers: { Authorization: 'Bearer of another' },
        });
        const resource_name = place.includes('/projects/') ? 'RFIs' : 'Projects';
        await hand.ask('POST', `${place}/${hook.id}/triggers`, { resource_name, event_type: 'update' });
      }
    }
  }

  /** The node's hooks at a place. */
  #own(hand: ByHand, place: string): Promise<Row[]> {
    return hooksOf(hand, place, this.#namespace);
  }

  /** The namespace that the node asks for. */
  get #namespace(): string {
    for (const path of this.proxy.paths) {
      const namespace = new URL(path, 'http://procore').searchParams.get('namespace');
      if (namespace) return namespace;
    }
    throw new Error('The node has asked for no hooks.');
  }

  /** The node's hooks with their triggers, without ids and times. */
  async #look(hand: ByHand): Promise<Map<string, string>> {
    const seen = new Map<string, string>();
    for (const place of this.#places) {
      const hooks = [];
      for (const { id, created_at: _, updated_at: __, ...facts } of await this.#own(hand, place)) {
        const triggers = await hand.ask<Row[]>('GET', `${place}/${id}/triggers?per_page=100`);
        const words = triggers
          .map(({ resource_name, event_type }) => `${resource_name} ${event_type}`)
          .sort();
        hooks.push({ ...facts, words });
      }
      seen.set(place, JSON.stringify(hooks));
    }
    return seen;
  }

  /** The hooks of others with all that Procore says of them, by place and id. */
  async #others(hand: ByHand): Promise<Map<string, string>> {
    const seen = new Map<string, string>();
    for (const place of this.#places) {
      for (const namespace of OTHERS) {
        for (const hook of await hooksOf(hand, place, namespace)) {
          const triggers = await hand.ask<Row[]>('GET', `${place}/${hook.id}/triggers?per_page=100`);
          seen.set(`${place}/${hook.id}`, JSON.stringify({ hook, triggers }));
        }
      }
    }
    return seen;
  }
}

function hooksOf(hand: ByHand, place: string, namespace: string): Promise<Row[]> {
  return hand.ask<Row[]>('GET', `${place}?namespace=${namespace}&per_page=100`);
}
