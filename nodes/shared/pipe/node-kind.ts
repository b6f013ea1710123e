import type { NodeMessage } from 'node-red';
import type { Client, PlanInput, RunOptions, State } from '../../../src/index.js';
import type { StoredForm } from '../fields/config.js';
import type { ActionDef } from '../flow-json.js';
import type { Host } from './host.js';
import type { Inputs } from './inputs.js';
import type { Target } from './messages.js';
import type { Outcome } from './outcome.js';

/** A call that a node makes, as far as its fields tell. What only a message decides is an empty text. */
export type OperationRef = Pick<PlanInput, 'method' | 'path'>;

/** A type of node: the same pipe as every other, with its own work. It has one of the two ways in. */
export interface NodeKind<Def extends ActionDef = ActionDef> extends StoredForm {
  readonly type: string;
  /** What it asks Procore for, with its variables filled in: the permissions report is made of these. */
  operations(config: Def): readonly OperationRef[];
  /** The connections it uses, by the ids or texts of its fields. @default [config.connection] */
  connections?(config: Def): readonly string[];
  /** Where the payload goes, when the node's output field does not decide alone. */
  target?(config: Def): Target;
  /** The work for one message, or where `gather` is there, for several. */
  onMessage?(run: Run<Def>): AsyncIterable<Outcome>;
  /** Work without a message, from deploy until close. Where it throws, it is begun again after a pause. */
  whileDeployed?(run: Run<Def>): AsyncIterable<Outcome>;
  /** How many messages become one run; undefined takes each by itself. */
  gather?(config: Def): Gathering | undefined;
}

/** Messages are collected until they hold so many rows, or until none came for a while. */
export interface Gathering {
  /** A message with a list holds its items, any other one row. */
  readonly rows: number;
  readonly idleMs: number;
}

/** What a node is asked to do. */
export interface Run<Def extends ActionDef = ActionDef> {
  readonly host: Host;
  /** The node's fields, read with the message; with the first one where several were gathered. */
  readonly inputs: Inputs<Def>;
  /** The same for each message that was gathered. */
  readonly messages: ReadonlyArray<Inputs<Def>>;
  readonly client: Client;
  /** What outlasts a message: values, rows that were seen, pieces of work. Shared by all that use the same key. */
  readonly state: State;
  /** How its calls are to be treated; handed on to the client. */
  readonly options: RunOptions & { readonly signal: AbortSignal };
}

/** What one message is ended with. */
export interface Ends {
  send(msg: NodeMessage | Array<NodeMessage | null>): void;
  done(error?: Error): void;
}
