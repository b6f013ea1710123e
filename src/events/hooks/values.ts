import { randomBytes } from 'node:crypto';
import type { Runtime } from '../../runtime.js';
import { Secret } from '../../secret.js';
import type { Store } from '../../state/contract.js';

/**
 * How long a value stays valid after every hook has the next one, ms. Procore tries a delivery again for 12 hours, and
 * it is not documented which of a hook's values a waiting delivery has.
 */
const AFTERWARDS = 13 * 3_600_000;

interface KeptValues {
  readonly current: string;
  readonly previous?: string;
  /** ms since the epoch. Absent while a hook may still have the previous value. */
  readonly until?: number;
}

/**
 * The values by which deliveries are known, in the `Authorization` header or in the address. Procore signs nothing, so
 * such a value is all that tells a delivery from anybody's request. There are two during a rotation.
 */
export class HookValues {
  readonly #store: Store;
  readonly #key: string;
  readonly #now: Runtime['now'];

  /** @param store one that encrypts */
  constructor(store: Store, namespace: string, { now }: Pick<Runtime, 'now'>) {
    this.#store = store;
    this.#key = `hooks/${namespace}/authorization`;
    this.#now = now;
  }

  /**
   * The values that are valid now, the one for new hooks first. The first call makes it; of two at once, both get the
   * same.
   * @throws ProcoreError PROCORE_STATE
   */
  async valid(): Promise<readonly [Secret, ...Secret[]]> {
    const { current, previous, until = Number.POSITIVE_INFINITY } = (await this.#read()).value;
    const others = previous !== undefined && this.#now() < until ? [new Secret(previous)] : [];
    return [new Secret(current), ...others];
  }

  /**
   * Makes a new value for the hooks; the one before stays valid until every hook has the new one, and 13 hours longer. A
   * rotation that has not ended goes on, since a third value would make one of the others invalid too early.
   * @returns whether it began one
   */
  async rotate(): Promise<boolean> {
    for (;;) {
      const { value, revision } = await this.#read();
      const { current, previous, until = Number.POSITIVE_INFINITY } = value;
      if (previous !== undefined && this.#now() < until) return false;
      const next: KeptValues = { current: newValue(), previous: current };
      if (await this.#store.set(this.#key, next, { ifRevision: revision })) return true;
    }
  }

  /** Every hook has the current value, so the time of the one before begins to run out. */
  async reachedAll(): Promise<void> {
    const { value, revision } = await this.#read();
    if (value.previous === undefined || value.until !== undefined) return;
    // If another one has changed it meanwhile, the next run says so again.
    await this.#store.set(this.#key, { ...value, until: this.#now() + AFTERWARDS }, { ifRevision: revision });
  }

  /** Forgets the values: no delivery is known any more. */
  async forget(): Promise<void> {
    await this.#store.delete(this.#key);
  }

  async #read() {
    for (;;) {
      const [kept] = await this.#store.get<KeptValues>([this.#key]);
      if (kept) return kept;
      await this.#store.set<KeptValues>(this.#key, { current: newValue() }, { ifAbsent: true });
    }
  }
}

/** 256 random bits, in letters that an address can hold as well. */
function newValue(): string {
  return randomBytes(32).toString('base64url');
}
