import type { NodeMessage } from 'node-red';
import type { Client, PlanInput, RunOptions, State } from '../../../src/index.js';
import type { StoredForm } from '../fields/config.js';
import type { ActionDef, Delivery } from '../flow-json.js';
import type { Host } from './host.js';
import type { Inputs } from './inputs.js';
import type { Target } from './messages.js';
import type { Outcome } from './outcome.js';
import type { Idle } from './status.js';

/** A call that a node makes, as far as its fields say. A value that only a message decides is an empty text. */
export type OperationRef = Pick<PlanInput, 'method' | 'path'>;

/**
 * A type of node: it uses the same pipe as every other, with its own work. It has either `onMessage`, or `whileDeployed`
 * with or without `onControl`.
 */
export interface NodeKind<Def extends ActionDef = ActionDef> extends StoredForm {
  readonly type: string;
  /**
   * What its dialog must know of this process, asked for when an editor opens. Node-RED wants the names to begin with
   * that of the type.
   */
  readonly told?: Readonly<Record<string, () => string>>;
  /** The calls it makes to Procore, with variables filled in. The permissions report is made from these. */
  operations(config: Def): readonly OperationRef[];
  /** Whether users choose its operations, which may be ones that Procore takes away: each deploy warns about those. */
  readonly isChosen?: true;
  /** The ids of the connections it uses, or the texts in its fields. @default [config.connection] */
  connections?(config: Def): readonly string[];
  /** Where the payload goes, if the node's output field does not decide it alone. */
  target?(config: Def): Target;
  /** How results become messages, if the node's delivery field does not decide it alone. */
  delivery?(config: Def): Delivery;
  /** Whether it waits for msg.tick after each message that it sends. @default config.tick */
  waits?(config: Def): boolean;
  /** The work for one message, or for several if `gather` returns something. */
  onMessage?(run: Run<Def>): AsyncIterable<Outcome>;
  /** Work without a message, from deploy until close. If it throws, it starts again after a pause. */
  whileDeployed?(run: Run<Def>): AsyncIterable<Outcome>;
  /**
   * What a node that works without a message does with one, e.g. with a confirmation. The message is not sent on.
   * @throws ProcoreError why it cannot; the message ends with it
   */
  onControl?(control: Control<Def>): Promise<void>;
  /**
   * What is left to do after the node was deleted or disabled, such as taking away what it set up at Procore. It has
   * little time, since Node-RED waits for it.
   */
  whenRemoved?(left: Left<Def>): Promise<void>;
  /** How many messages become one run; if it is undefined, each message is its own run. */
  gather?(config: Def): Gathering | undefined;
}

/** A message to a node that works without one. */
export interface Control<Def extends ActionDef = ActionDef> {
  readonly host: Host;
  readonly config: Def;
  readonly msg: NodeMessage;
}

/** What a node that was removed leaves behind. */
export interface Left<Def extends ActionDef = ActionDef> {
  readonly host: Host;
  readonly config: Def;
  readonly client: Client;
  readonly signal: AbortSignal;
}

/** Messages are collected until they contain this many rows, or until none has come for a while. */
export interface Gathering {
  /** A message with a list counts as its items, any other message as one row. */
  readonly rows: number;
  readonly idleMs: number;
}

/** What a node is asked to do. */
export interface Run<Def extends ActionDef = ActionDef> {
  readonly host: Host;
  /** The node's fields, read with the message, or with the first message if several were gathered. */
  readonly inputs: Inputs<Def>;
  /** The same for each message that was gathered. */
  readonly messages: ReadonlyArray<Inputs<Def>>;
  readonly client: Client;
  /**
   * What is kept for longer than a message: values, rows that were seen, pieces of work. Everything that uses the same
   * key shares it.
   */
  readonly state: State;
  /** Options of its calls; passed to the client. */
  readonly options: RunOptions & { readonly signal: AbortSignal };
  /** Sets what the node shows while it works without a message. Only then is it there. */
  idles?(idle: Idle): void;
}

/** The functions of Node-RED that send for one message and end it. */
export interface Ends {
  send(msg: NodeMessage | Array<NodeMessage | null>): void;
  done(error?: Error): void;
}
