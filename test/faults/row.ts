import type { ErrorCode } from '../../src/errors.js';
import type { SimulatorOptions } from '../../src/simulator/options.js';
import type { Message, Properties } from '../support/flow.js';
import type { Toxic } from '../support/tcp-proxy.js';
import type { Answer } from './answers.js';

/** A Procore behind TCP proxies, one for each host, as a row wants it. */
export interface Stage {
  readonly loginUrl: string;
  readonly apiUrl: string;
  readonly key: { readonly clientId: string; readonly clientSecret: string };
  readonly path: string;
  readonly company: string;
  /** Ids of the list's rows. */
  readonly rows: number;
  /** What must appear in no message and no log. */
  readonly secrets: readonly string[];
  counts(): { readonly requests: number; readonly tokens: number; readonly early: number };
  sockets(): Promise<number>;
  close(): Promise<void>;
}

/** So many, or from so many to so many where chance decides. */
export type Count = number | readonly [least: number, most: number];

/** A fault and what must become of it: one or more messages through one procore-request node. */
export interface Row {
  readonly fault: string;
  /** A read of a list unless told. */
  readonly method?: 'GET' | 'POST';
  /** The API's first answers; where there is none, `always`, or what is right. */
  readonly answers?: ReadonlyArray<Answer | undefined>;
  readonly always?: Answer;
  /** The same for the login host. */
  readonly logins?: ReadonlyArray<Answer | undefined>;
  readonly loginAlways?: Answer;
  /** How far the server's clock is ahead of ours, ms. */
  readonly clock?: number;
  /** What the connection to the API goes through. */
  readonly toxics?: readonly Toxic[];
  /** ms that the API's port refuses connections from the start; Infinity for good. */
  readonly downFor?: number;
  /** Instead of a server of the test: the simulator, with a list of `records` rows. */
  readonly simulator?: SimulatorOptions & { readonly records: number };
  readonly node?: Properties;
  readonly connection?: Properties | ((stage: Stage) => Properties);
  readonly msg?: Message;
  /** Messages sent at once; 1 unless told. */
  readonly messages?: number;

  /** Everything there is once and no more, or the code that each message ends with. */
  readonly expect: 'delivered' | ErrorCode;
  /** The status that comes with the code, where Procore answered. */
  readonly status?: number;
  /** What the error says. */
  readonly says?: RegExp;
  /** What the node or its connection writes to the log as a warning; nothing unless told. */
  readonly warns?: RegExp;
  /** Requests that the API saw. */
  readonly requests: Count;
  /** Requests that the login host saw; 1 unless told. */
  readonly tokens?: Count;
  /** ms within which all messages have ended. */
  readonly within: number;
}

/** What was seen of a row. Counts of what must not be are 0 where all is well. */
export interface Finding {
  readonly fault: string;
  readonly method: string;
  readonly expected: string;
  readonly outcomes: readonly string[];
  readonly requests: number;
  readonly tokens: number;
  readonly ms: number;
  readonly within: number;
  /** Requests before a Reset or Retry-After that had been told. */
  readonly early: number;
  /** Secrets and tokens found in messages, statuses, errors and log. */
  readonly leaked: number;
  /** Messages that did not end exactly once. */
  readonly notOnce: number;
  /** Sockets open after the flow was closed. */
  readonly sockets: number;
  /** Timers and other handles that were not there before. */
  readonly handles: readonly string[];
  /** Rejections that nobody handled, exceptions, and warnings of Node.js about listeners. */
  readonly stray: readonly string[];
  readonly closeMs: number;
  readonly says: string;
  readonly warnings: readonly string[];
}
