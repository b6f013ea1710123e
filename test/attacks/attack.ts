import type { AnswerMade } from './answer.js';
import type { MessageMade } from './made.js';

/** What an attack is aimed at; the table of the suite has a line for each. */
export const KINDS = [
  'messages',
  'answers: bodies',
  'answers: refusals',
  'answers: headers',
  'answers: lists',
  'answers: redirects',
  'login host',
  'secrets',
  'waits',
  'files and memory',
  'http in to http response',
  'admin requests',
  'fuzzed messages',
  'fuzzed answers',
  'fuzzed admin requests',
] as const;
export type Kind = (typeof KINDS)[number];

export type Properties = Readonly<Record<string, unknown>>;

/** What must hold beside what must always hold (see judge.ts). */
export interface Expectation {
  /** Ways in which each message may end: `delivered`, or a code, with its status where that matters. Any of them unless told. */
  readonly ends?: readonly string[];
  /** Requests that the API may see at most, and at least. */
  readonly requests?: number;
  readonly leastRequests?: number;
  /** Requests that the login host may see at most. */
  readonly tokens?: number;
  /** What the error says. */
  readonly says?: RegExp;
  /** Rows that a delivered list has. */
  readonly rows?: number;
}

/**
 * Something that a hostile or broken sender or server does, and what must become of it. It is data, since it is sent to the
 * process that plays it: what cannot be sent (getters, proxies, circles) is told by a recipe and made there.
 */
export interface Attack {
  readonly kind: Kind;
  readonly name: string;
  /** The name of a scene that is played instead of a message through a node (scenes.ts). */
  readonly scene?: string;
  /** The action node: a list read by procore-request unless told. */
  readonly node?: Properties;
  readonly connection?: Properties;
  readonly msg?: MessageMade;
  /** Messages sent one after the other; `{{n}}` in their texts is the number of each. @default 1 */
  readonly messages?: number;
  /** Nodes that each message goes to: with two, Node-RED clones. @default 1 */
  readonly wires?: 1 | 2;
  /** Whether Catch and Complete nodes are there. @default true */
  readonly watched?: boolean;
  /** The API's first answers, then `always`, then what is right. */
  readonly api?: readonly AnswerMade[];
  readonly always?: AnswerMade;
  /** The login host's answer, each time. */
  readonly login?: AnswerMade;
  /** Whether the same node must take an ordinary message afterwards; one beside it must in any case. */
  readonly sameAfter?: boolean;
  /** What the ordinary message of `sameAfter` has. @default a topic alone */
  readonly ordinary?: MessageMade;
  /** ms in which all messages have ended. @default 5_000 */
  readonly within?: number;
  /** Whether it is left out of a quick run. */
  readonly slow?: boolean;
  readonly expect?: Expectation;
}

/** What came of an attack. It held where there is no fault. */
export interface Verdict {
  readonly kind: Kind;
  readonly name: string;
  readonly faults: readonly string[];
  readonly ends: readonly string[];
  readonly ms: number;
}
