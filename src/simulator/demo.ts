/**
 * One simulator for the whole process, shared by all who hold it: what "demo" means as an environment.
 *
 * It stays for a while after the last holder let go, so that a redeploy, which closes all and opens all again,
 * finds the same one with the same tokens and records.
 */
import { type Clock, systemClock } from './clock.js';
import { type Simulator, startSimulator } from './simulator.js';

/** Milliseconds between the last release and the end. */
const LINGER = 10_000;

export interface DemoOptions {
  /** Starts the simulator; by default the demo's own. */
  start?: () => Promise<Simulator>;
  /** Milliseconds it lives on after the last release. */
  linger?: number;
  /** Whose timers it lives on by. @default the machine's, which keep no process alive */
  clock?: Clock;
}

export interface Demo {
  readonly simulator: Simulator;
  /** Let go; doing so twice counts once. */
  release(): void;
}

/** A simulator shared by those who acquire it. */
export class SharedSimulator {
  readonly #start: () => Promise<Simulator>;
  readonly #linger: number;
  readonly #clock: Clock;
  #running: Promise<Simulator> | undefined;
  #holders = 0;
  #cancelEnding: (() => void) | undefined;

  constructor({ start = startDemo, linger = LINGER, clock = systemClock() }: DemoOptions = {}) {
    this.#start = start;
    this.#linger = linger;
    this.#clock = clock;
  }

  async acquire(): Promise<Demo> {
    this.#cancelEnding?.();
    this.#holders++;
    this.#running ??= this.#start();
    const running = this.#running;
    let held = true;
    const release = () => {
      if (held) this.#leave();
      held = false;
    };
    try {
      return { simulator: await running, release };
    } catch (error) {
      // The next to ask starts another; one that was started meanwhile is left alone.
      if (this.#running === running) this.#running = undefined;
      release();
      throw error;
    }
  }

  #leave(): void {
    this.#holders--;
    if (this.#holders > 0) return;
    this.#cancelEnding = this.#clock.after(this.#linger, () => this.#end());
  }

  #end(): void {
    const running = this.#running;
    this.#running = undefined;
    // One that did not start, or does not close, is nobody's concern any more.
    running?.then((simulator) => simulator.close()).catch(() => undefined);
  }
}

/** Projects of each company that the demo's second account sees: the first ten. */
const LIMITED_PROJECTS = Array.from({ length: 10 }, (_, position) => position);

const shared = new SharedSimulator();

/**
 * The process's demo: three companies with the app, 40 projects in the first, one company without it; and a second account
 * that sees less, so that two connections can be compared.
 */
export function acquireDemo(): Promise<Demo> {
  return shared.acquire();
}

function startDemo(): Promise<Simulator> {
  return startSimulator({
    companies: 3,
    companiesNotInstalled: 1,
    projects: 40,
    limits: { hourly: 3600, spike: 100 },
    secondApp: {
      clientId: 'demo-limited-client-id',
      clientSecret: 'demo-limited-client-secret',
      projects: LIMITED_PROJECTS,
      permissions: { rfi: 'Read Only', budget: 'None' },
    },
    unserved: 'not simulated',
    // Wherever this Node-RED's editor is: the demo signs nobody in to anything.
    redirectUris: 'any',
  });
}
