/**
 * Deliveries: what happens to a record is told to the hooks with a trigger for it, by a POST to their addresses. Procore
 * promises no delivery: an event may come late, twice, out of order or never, and options make that happen.
 */
import { LOGGED_DELIVERIES } from '../assumed.js';
import { Chance } from '../data/chance.js';
import type { Change } from '../data/changes.js';
import { COMMITMENTS } from '../data/commitments.js';
import { homeOf, type Project } from '../data/company.js';
import { HOOKS, triggersOf } from '../data/hooks.js';
import type { Row } from '../data/rows.js';
import type { World } from '../data/world.js';
import type { Settings } from '../options.js';
import { type Delivery, isOver } from './delivery.js';
import { isThisMachine } from './destination.js';
import { Endpoint } from './endpoint.js';
import { type HookEvent, isOfCompany, namesOf, payloadOf } from './events.js';
import { Post } from './post.js';

const FIRST_DELIVERY_ID = 880_100_000;
const FIRST_ATTEMPT_ID = 990_100_000;

export class Deliveries {
  readonly #settings: Settings;
  readonly #world: World;
  readonly #post: Post;
  readonly #endpoints = new Map<string, Endpoint>();
  /** The deliveries of each hook, oldest first. */
  readonly #logs = new Map<string, Delivery[]>();
  readonly #running = new Set<Promise<void>>();
  #events = 0;
  #made = 0;
  #attempts = 0;
  #isClosed = false;

  constructor(settings: Settings, world: World) {
    this.#settings = settings;
    this.#world = world;
    this.#post = new Post(settings.clock);
    world.changes.subscribe((change) => this.#note(change));
  }

  /** The deliveries of a hook, oldest first. */
  of(hook: Row): readonly Delivery[] {
    return this.#logs.get(String(hook.id)) ?? [];
  }

  /** Resolves when nothing is being sent. What waits for its next attempt still waits. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  /** Ends everything that is being sent. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#post.close();
    await this.settled();
  }

  #note(change: Change): void {
    const place = this.#placeOf(change);
    if (!place || this.#isClosed) return;
    const hooks = this.#world.rows(HOOKS, place);
    // Most places have no hooks, and a benchmark writes many records.
    if (hooks.length === 0) return;
    const names = namesOf(
      change,
      ({ id }) => this.#world.rows(COMMITMENTS, place).all.find(String(id))?.type,
    );
    for (const { resource, type } of names) {
      this.#events++;
      const event: HookEvent = { number: this.#events, at: change.at, resource, type, change };
      for (let position = 0; position < hooks.length; position++) {
        const { id } = hooks.at(position);
        this.#tell(event, () => hooks.find(String(id)), place);
      }
    }
  }

  #placeOf(change: Change): Project | undefined {
    if (!isOfCompany(change)) return this.#world.project(String(change.projectId));
    const company = this.#world.company(String(change.companyId));
    return company && homeOf(company);
  }

  /** Makes the deliveries of an event to one hook: one for each of its triggers that matches. */
  #tell(event: HookEvent, hook: () => Row | undefined, place: Project): void {
    const row = hook();
    if (row?.status !== 'active') return;
    const triggers = this.#world.rows(triggersOf(row), place);
    for (let position = 0; position < triggers.length; position++) {
      const { resource_name: name, event_type: type } = triggers.at(position);
      if (name === event.resource && type === event.type) this.#schedule(event, hook, row, position);
    }
  }

  /** Delivers an event as the options have it: now, later, twice, or never. */
  #schedule(event: HookEvent, hook: () => Row | undefined, row: Row, position: number): void {
    const { clock, webhooks } = this.#settings;
    const { drop, late, lateBy, duplicate, shuffle, seed } = webhooks;
    const chance = new Chance(seed + (Number(row.id) % 1_000_003) + position, event.number);
    const happens = (salt: number, share: number) => chance.between(salt, 0, 999_999) < share * 1_000_000;
    if (happens(1, drop)) return;
    const payload = payloadOf(event, row.payload_version);
    const copies = happens(2, duplicate) ? [0, 1] : [0];
    for (const copy of copies) {
      const wait = (happens(3, late) ? lateBy : 0) + chance.between(4 + copy, 0, shuffle);
      const deliver = () => this.#deliver(event, payload, hook);
      if (wait > 0) clock.after(wait, deliver);
      else deliver();
    }
  }

  #deliver(event: HookEvent, payload: Delivery['payload'], hook: () => Row | undefined): void {
    const row = hook();
    if (!row || this.#isClosed) return;
    this.#made++;
    const delivery: Delivery = {
      id: String(FIRST_DELIVERY_ID + this.#made),
      at: this.#settings.clock.now(),
      resource: event.resource,
      type: event.type,
      payload,
      hook,
      status: 'enqueued',
      attempts: [],
    };
    this.#log(row, delivery);
    const url = new URL(String(row.destination_url));
    if (this.#settings.webhooks.destinations === 'any' || isThisMachine(url))
      this.#endpoint(url).add(delivery);
    // An invented event is nothing to bother another machine with.
    else delivery.status = 'discarded';
  }

  #log(row: Row, delivery: Delivery): void {
    const key = String(row.id);
    const log = this.#logs.get(key) ?? [];
    log.push(delivery);
    const surplus = log.length - LOGGED_DELIVERIES;
    // Dropped now and then, not each time: dropping from the front moves all other entries.
    const isLong = surplus > LOGGED_DELIVERIES;
    this.#logs.set(key, isLong ? log.filter((each, index) => index >= surplus || !isOver(each)) : log);
  }

  #endpoint(url: URL): Endpoint {
    let endpoint = this.#endpoints.get(url.href);
    if (!endpoint) {
      endpoint = new Endpoint(url, {
        clock: this.#settings.clock,
        post: this.#post,
        attemptId: () => String(FIRST_ATTEMPT_ID + this.#attempts++),
        track: (work) => this.#track(work),
      });
      this.#endpoints.set(url.href, endpoint);
    }
    return endpoint;
  }

  #track(work: Promise<void>): void {
    const running = work
      .catch((error: unknown) => process.emitWarning(error instanceof Error ? error : String(error)))
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }
}
