import type { UpdateState } from '../../admin/catalogue-update';
import { ask, Refused } from '../ask';

/** ms between two looks at how far the update is. */
const PAUSE = 500;

type Done = Extract<UpdateState, { readonly state: 'done' }>;

export interface WatchOptions {
  /** Whether anybody would see it. */
  isShown(): boolean;
  running(done: number, total: number): void;
  /** @param state undefined if it was cancelled @returns what to tell */
  ended(state: Done | undefined): Promise<string>;
}

/** Starts, follows and cancels the update of the catalogue that Node-RED makes from Procore's reference. */
export class ReferenceWatch {
  constructor(private readonly options: WatchOptions) {}

  async isRunning(): Promise<boolean> {
    return (await state('GET')).state === 'running';
  }

  /** Begins, and waits for the end. @returns what to tell @throws Refused with the reason */
  async start(): Promise<string> {
    this.options.running(0, 0);
    return this.follow(state('POST'));
  }

  /** Waits for the end of an update that runs. @throws Refused with the reason */
  async follow(first = state('GET')): Promise<string> {
    let failure: unknown;
    try {
      let now = await first;
      while (now.state === 'running' && this.options.isShown()) {
        this.options.running(now.done, now.total);
        await new Promise((resolve) => setTimeout(resolve, PAUSE));
        now = await state('GET');
      }
      if (now.state === 'done') return await this.options.ended(now);
      if (now.state === 'failed') failure = new Refused(now.failure);
    } catch (thrown) {
      failure = thrown;
    }
    const told = await this.options.ended(undefined);
    if (failure !== undefined) throw failure;
    return told;
  }

  /** Nothing is imported then. */
  cancel(): void {
    // The next look sees it, also if this request fails.
    state('DELETE').catch(() => undefined);
  }
}

function state(method: 'GET' | 'POST' | 'DELETE'): Promise<UpdateState> {
  return ask<UpdateState>('catalogue/reference', method === 'POST' ? {} : undefined, method);
}
