import { steadyNow } from './steady-clock.js';
import { after } from './timer.js';

/** What the client takes from its surroundings. Passed in, so that an hour of waiting runs in a test in milliseconds. */
export interface Runtime {
  /** Milliseconds since the epoch; never less than before. */
  now(): number;
  /** Resolves after `ms` milliseconds; rejects with the signal's reason if it is aborted first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** A number in [0, 1). */
  random(): number;
  readonly log: Logger;
}

/** Receives log messages. It is never given a secret or a token. */
export interface Logger {
  debug(message: string): void;
  warn(message: string): void;
}

const silent: Logger = { debug() {}, warn() {} };

/** The real clock, timers and random numbers; silent unless a logger is given. */
export function systemRuntime(log: Logger = silent): Runtime {
  return { now: steadyNow, sleep, random: Math.random, log };
}

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const stop = () => {
      end();
      reject(signal?.reason);
    };
    const end = after(ms, () => {
      signal?.removeEventListener('abort', stop);
      resolve();
    });
    signal?.addEventListener('abort', stop, { once: true });
  });
}
