/**
 * The environment "demo": one simulator for the whole process, shared by all its holders.
 *
 * It lives on for a while after the last holder releases it, so that a redeploy, which closes and opens everything,
 * finds the same simulator with the same tokens and records.
 */
import { type Clock, systemClock } from './clock.js';
import { type Simulator, startSimulator } from './simulator.js';
import { TOOLS } from './tools.js';

/** Milliseconds between the last release and the end. */
const LINGER = 10_000;

export interface DemoOptions {
  /** Starts the simulator. @default starts the demo */
  start?: () => Promise<Simulator>;
  /** Milliseconds it lives on after the last release. */
  linger?: number;
  /** Times how long it lives on. @default the machine's clock, whose timers do not keep the process alive */
  clock?: Clock;
}

export interface Demo {
  readonly simulator: Simulator;
  /** Releases it; a second call has no effect. */
  release(): void;
}

/** A simulator shared by all that acquire it. */
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
      // The next caller starts another one. If one was started in the meantime, it is left alone.
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
    // Nobody uses it any more, so it does not matter if it did not start or does not close.
    running?.then((simulator) => simulator.close()).catch(() => undefined);
  }
}

/** Positions of the projects that the demo's second account sees in each company: the first ten. */
const LIMITED_PROJECTS = Array.from({ length: 10 }, (_, position) => position);

/** The demo's first account may write in every tool, so that every operation can be tried. */
const WRITABLE = Object.fromEntries(Object.values(TOOLS).map(({ name }) => [name, 'Standard' as const]));

const shared = new SharedSimulator();

/**
 * The process's demo: three companies with the app, 40 projects in the first, one company without it, and a second account
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
    permissions: WRITABLE,
    limits: { hourly: 3600, spike: 100 },
    secondApp: {
      clientId: 'demo-limited-client-id',
      clientSecret: 'demo-limited-client-secret',
      projects: LIMITED_PROJECTS,
      permissions: { rfi: 'Read Only', budget: 'None' },
    },
    // Any redirect address will do, wherever this Node-RED's editor is: a sign-in to the demo gives access to nothing real.
    redirectUris: 'any',
  });
}
