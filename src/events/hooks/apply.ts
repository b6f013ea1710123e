import { idOf, rowOf } from '../../access/foreign.js';
import type { RunOptions } from '../../call/run-options.js';
import type { Client } from '../../client.js';
import { ProcoreError } from '../../errors.js';
import type { Secret } from '../../secret.js';
import { Secrets } from '../../transport/secrets.js';
import { atEach, type HookPlan, type PlaceFailure } from './plan.js';
import { type HookRequest, hookRequest } from './requests.js';
import type { Trigger } from './seen.js';
import type { Flaw, HookStep } from './steps.js';
import type { HookPlace, HookWish } from './wish.js';

/** Most triggers in one request: documented for v1.0, and a limit of v2.0 is not. */
const MOST_TRIGGERS = 500;

export interface DoneStep {
  readonly place: HookPlace;
  readonly step: HookStep;
}

export interface Applied {
  readonly done: readonly DoneStep[];
  /** Places where a step failed. The next plan has what is left. */
  readonly failures: readonly PlaceFailure[];
}

/**
 * Does what a plan says. What is done already, or was undone by somebody else, is no failure, and whatever is cut off
 * is in the next plan.
 * @throws ProcoreError what would fail at every place
 */
export async function applyPlan(
  client: Client,
  { places }: Pick<HookPlan, 'places'>,
  wish: HookWish,
  value: Secret,
  run: RunOptions,
): Promise<Applied> {
  const done: DoneStep[] = [];
  const failures: PlaceFailure[] = [];
  const work = async ({ place, steps }: HookPlan['places'][number]) => {
    const hand = new Hand(client, place, wish, value, run);
    for (const step of steps) {
      const isStillThere = await hand.take(step);
      done.push({ place, step });
      // The other steps were for a hook that is gone; the next plan has them for another one.
      if (!isStillThere) break;
    }
    return undefined;
  };
  for await (const result of atEach(places, work, run)) if (result) failures.push(result);
  return { done, failures };
}

/** Takes steps at one place. */
class Hand {
  constructor(
    private readonly client: Client,
    private readonly place: HookPlace,
    private readonly wish: HookWish,
    private readonly value: Secret,
    private readonly run: RunOptions,
  ) {}

  /** @returns whether the hook that stays is still there */
  async take(step: HookStep): Promise<boolean> {
    switch (step.do) {
      case 'create hook':
        await this.#create(step.triggers);
        return true;
      case 'repair hook':
        return this.#repair(step.hookId, step.flaws);
      case 'add triggers':
        await this.#add(step.hookId, step.triggers);
        return true;
      case 'remove triggers': {
        const ids = step.triggers.map(({ id }) => id);
        for (const body of chunks(ids)) await this.#gone('removeTriggers', step.hookId, body);
        return true;
      }
      case 'remove hook':
        await this.#gone('removeHook', step.hookId);
        return true;
    }
  }

  get #headers(): Readonly<Record<string, string>> {
    return { Authorization: (this.wish.gate ?? this.value).reveal() };
  }

  async #create(triggers: readonly Trigger[]): Promise<void> {
    const { namespace, url, payloadVersion } = this.wish;
    const answer = await this.#ask('createHook', {
      body: {
        payload_version: payloadVersion,
        namespace,
        destination_url: url,
        destination_headers: this.#headers,
      },
    });
    // If another instance has made one at the same time, the next plan of both keeps the same one.
    const id = idOf(rowOf(answer).id);
    if (id !== undefined) await this.#add(id, triggers);
  }

  async #repair(hookId: string, flaws: readonly Flaw[]): Promise<boolean> {
    const body = {
      ...(flaws.includes('url') && { destination_url: this.wish.url }),
      ...(flaws.includes('payload version') && { payload_version: this.wish.payloadVersion }),
      ...(flaws.includes('authorization') && { destination_headers: this.#headers }),
      ...(flaws.includes('disabled') && { status: 'active' }),
    };
    const answer = rowOf(await this.#ask('changeHook', { hookId, body }));
    // Whether a project's hook can be switched on again is not published. If not, the next plan makes another one.
    if (!flaws.includes('disabled') || answer.status !== 'disabled') return true;
    await this.#gone('removeHook', hookId);
    return false;
  }

  async #add(hookId: string, triggers: readonly Trigger[]): Promise<void> {
    const body = triggers.map(({ resource, action }) => ({ resource_name: resource, event_type: action }));
    const refused: string[] = [];
    for (const part of chunks(body)) {
      const answer = await this.#ask('addTriggers', { hookId, body: part });
      if (!Array.isArray(answer)) continue;
      answer.forEach((row, index) => {
        if (rowOf(row).errors === undefined) return;
        refused.push(`${part[index]?.resource_name} (${part[index]?.event_type})`);
      });
    }
    if (refused.length === 0) return;
    throw new ProcoreError({
      code: 'PROCORE_INVALID',
      cause: `Procore does not let a webhook be told of ${refused.join(', ')}.`,
      fix: 'Take them out of the node, or look whether their tool is switched on in Procore.',
      who: 'developer',
    });
  }

  /** Removes something. It may be gone already. */
  async #gone(
    name: Extract<HookRequest, 'removeHook' | 'removeTriggers'>,
    hookId: string,
    body?: unknown,
  ): Promise<void> {
    try {
      await this.#ask(name, { hookId, ...(body !== undefined && { body }) }, { probing: true });
    } catch (thrown) {
      if (thrown instanceof ProcoreError && thrown.status === 404) return;
      throw thrown;
    }
  }

  async #ask(
    name: HookRequest,
    more: { readonly hookId?: string; readonly body?: unknown },
    how: RunOptions = {},
  ): Promise<unknown> {
    try {
      const request = hookRequest(name, this.place, more);
      for await (const { body } of this.client.pages(request, { ...this.run, ...how })) return body;
      return undefined;
    } catch (thrown) {
      throw withoutSecrets(thrown, this.wish, this.value);
    }
  }
}

/** A refusal may repeat what was sent, and secrets are in the header and in the address of the hook. */
function withoutSecrets(thrown: unknown, { url, gate }: HookWish, value: Secret): unknown {
  if (!(thrown instanceof ProcoreError)) return thrown;
  const credentials = gate?.reveal().split(' ')[1];
  const secrets = [value.reveal(), gate?.reveal(), credentials, gate && url.split('/').at(-1)];
  const text = JSON.stringify(thrown);
  const masked = new Secrets(secrets).maskedIn(text);
  // The answer, which is what has it, is left out.
  return masked === text ? thrown : new ProcoreError(JSON.parse(masked));
}

function chunks<T>(all: readonly T[]): T[][] {
  const parts = Math.ceil(all.length / MOST_TRIGGERS);
  return Array.from({ length: parts }, (_, part) =>
    all.slice(part * MOST_TRIGGERS, (part + 1) * MOST_TRIGGERS),
  );
}
