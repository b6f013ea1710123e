import type { RunOptions } from '../../call/run-options.js';
import type { Client } from '../../client.js';
import { type ErrorCode, ProcoreError } from '../../errors.js';
import type { Runtime } from '../../runtime.js';
import type { Secret } from '../../secret.js';
import { LeaseTaken, withLease } from '../../state/lease.js';
import { SealedStore } from '../../state/sealed-store.js';
import { type Applied, applyPlan, type DoneStep } from './apply.js';
import { type HookPlan, type PlaceFailure, type PlacePlan, planHooks } from './plan.js';
import { HookValues } from './values.js';
import { checkNamespace, checkWish, type HookPlace, type HookWish, placeKey, placeOfKey } from './wish.js';

/** Most tries in one run. The second one mends what two instances did at the same time. */
const MOST_TRIES = 2;

/** Codes that say that a place cannot be seen. */
const OUT_OF_SIGHT: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'PROCORE_NOT_FOUND',
  'PROCORE_NOT_INSTALLED',
  'PROCORE_NOT_PERMITTED',
]);

/** How hooks stand after a run. */
export interface HookReport {
  /** What there was to do. */
  readonly plan: HookPlan;
  readonly done: readonly DoneStep[];
  readonly failures: readonly PlaceFailure[];
  /** Whether every hook is now as it should be. */
  readonly isComplete: boolean;
  /** The values by which deliveries are known, the newest first. */
  readonly values: readonly Secret[];
}

/** Sets up the hooks of one namespace, keeps them as they should be, and takes them away. */
export class Hooks {
  readonly #client: Client;
  readonly #namespace: string;
  readonly #runtime: Runtime;
  readonly #values: HookValues;

  /**
   * @param namespace small letters, digits and dashes; all its hooks are taken for ours
   * @throws ProcoreError PROCORE_CONFIG
   */
  constructor(client: Client, namespace: string, runtime: Runtime) {
    checkNamespace(namespace);
    this.#client = client;
    this.#namespace = namespace;
    this.#runtime = runtime;
    const { clientSecret } = client.connection;
    this.#values = new HookValues(
      new SealedStore(client.state.store, clientSecret.reveal()),
      namespace,
      runtime,
    );
  }

  /** The values by which deliveries are known, the newest first. @throws ProcoreError PROCORE_STATE */
  values(): Promise<readonly Secret[]> {
    return this.#values.valid();
  }

  /**
   * Makes a new value. The next `ensure` gives it to the hooks; the one before stays valid long enough.
   * @returns whether it did; not while another change is under way
   * @throws ProcoreError PROCORE_STATE
   */
  rotate(): Promise<boolean> {
    return this.#values.rotate();
  }

  /** What there is to do, to be shown. Changes nothing at Procore. @throws ProcoreError */
  async plan(wish: Wish, run: RunOptions = {}): Promise<HookPlan> {
    const whole = this.#whole(wish);
    const [value] = await this.#values.valid();
    return planHooks(this.#client, whole, value, run, await this.#left(whole.places));
  }

  /**
   * Makes the hooks as they should be. It can be repeated at any time: it repairs what was changed by hand, finishes
   * what was cut off, and does nothing if all is well. Instances with the same state take turns.
   * @throws ProcoreError what would fail at every place
   */
  async ensure(wish: Wish, run: RunOptions = {}): Promise<HookReport> {
    const whole = this.#whole(wish);
    return this.#alone(() => this.#ensure(whole, run), run);
  }

  /**
   * Takes all hooks of the namespace away, wherever `ensure` has made them, and then forgets the values.
   * @throws ProcoreError what would fail at every place
   */
  async remove(run: RunOptions = {}): Promise<HookReport> {
    // Without places, whatever is left is not wanted, and neither address nor version is looked at.
    const nothing: HookWish = {
      namespace: this.#namespace,
      url: '',
      payloadVersion: 'v4.0',
      resources: [],
      places: [],
    };
    return this.#alone(async () => {
      const report = await this.#ensure(nothing, run);
      if (report.isComplete) await this.#values.forget();
      return report;
    }, run);
  }

  async #ensure(wish: HookWish, run: RunOptions): Promise<HookReport> {
    const values = await this.#values.valid();
    const [value] = values;
    const left = await this.#left(wish.places);
    const plan = await planHooks(this.#client, wish, value, run, left);
    // Noted before they are made, so that they can be taken away even if this ends in the middle.
    await this.#keep([...wish.places, ...left]);
    const done: DoneStep[] = [];
    let open: readonly PlacePlan[] = plan.places;
    let failures = plan.failures;
    for (let tries = 0; open.length > 0 && tries < MOST_TRIES; tries++) {
      const applied: Applied = await applyPlan(this.#client, { places: open }, wish, value, run);
      done.push(...applied.done);
      failures = [...failures, ...applied.failures];
      const failed = new Set(applied.failures.map(({ place }) => placeKey(place)));
      const again = open.map(({ place }) => place).filter((place) => !failed.has(placeKey(place)));
      const isWanted = new Set(wish.places.map(placeKey));
      const rest = await planHooks(
        this.#client,
        { ...wish, places: again.filter((place) => isWanted.has(placeKey(place))), oldNamespaces: [] },
        value,
        run,
        again.filter((place) => !isWanted.has(placeKey(place))),
      );
      open = rest.places;
      failures = [...failures, ...rest.failures];
    }
    const leftKeys = new Set(left.map(placeKey));
    // A place that nobody lets us see any more is no reason to call everything else incomplete.
    const real = failures.filter(
      ({ place, failure }) => !(leftKeys.has(placeKey(place)) && OUT_OF_SIGHT.has(failure.code)),
    );
    const still = new Set([...open, ...failures].map(({ place }) => placeKey(place)));
    await this.#keep([...wish.places, ...left.filter((place) => still.has(placeKey(place)))]);
    const isComplete = open.length === 0 && real.length === 0;
    if (isComplete) await this.#values.reachedAll();
    return { plan, done, failures: real, isComplete, values };
  }

  #whole(wish: Wish): HookWish {
    const places = [...new Map(wish.places.map((place) => [placeKey(place), place])).values()];
    const whole = { ...wish, places, namespace: this.#namespace };
    checkWish(whole);
    return whole;
  }

  /** Places where there may be hooks of ours, beside those where there should be. */
  async #left(wanted: readonly HookPlace[]): Promise<HookPlace[]> {
    const [kept] = await this.#client.state.store.get<readonly string[]>([this.#placesKey]);
    const known = new Set(wanted.map(placeKey));
    return (kept?.value ?? []).filter((key) => !known.has(key)).map(placeOfKey);
  }

  async #keep(places: readonly HookPlace[]): Promise<void> {
    const { store } = this.#client.state;
    if (places.length > 0) await store.set(this.#placesKey, places.map(placeKey));
    else await store.delete(this.#placesKey);
  }

  get #placesKey(): string {
    return `hooks/${this.#namespace}/places`;
  }

  async #alone<T>(work: () => Promise<T>, { signal }: RunOptions): Promise<T> {
    try {
      return await withLease(this.#client.state.store, `hooks/${this.#namespace}/lease`, work, {
        runtime: this.#runtime,
        signal,
      });
    } catch (thrown) {
      if (!(thrown instanceof LeaseTaken)) throw thrown;
      throw new ProcoreError({
        code: 'PROCORE_CONFLICT',
        cause: 'Another Node-RED sets up the same webhooks and has not finished.',
        fix: 'Try again in a minute.',
        who: 'try again later',
      });
    }
  }
}

/** The hooks that there should be, in the namespace that `Hooks` has. */
export type Wish = Omit<HookWish, 'namespace'>;
