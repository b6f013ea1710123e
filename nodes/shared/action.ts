import type { Node } from 'node-red';
import type { Client, RunOptions } from '../../src/index.js';
import type { Semaphore } from '../../src/queue/semaphore.js';
import type { Result } from './delivery.js';
import type { ActionDef } from './flow-json.js';
import type { Inputs } from './inputs.js';
import type { Target } from './messages.js';
import type { Status } from './status.js';
import type { Ticks } from './ticks.js';

/** What one message asks a node to do. */
export interface Call<Def extends ActionDef> {
  readonly node: Node;
  readonly inputs: Inputs<Def>;
  readonly client: Client;
  /** How its calls are to be treated; handed on to the client. */
  readonly run: RunOptions;
}

/** A node type: the same pipe as every other, with its own plan. */
export interface Action<Def extends ActionDef> {
  readonly type: string;
  run(call: Call<Def>): AsyncIterable<Result> | Promise<AsyncIterable<Result>>;
  /** Where the payload goes, when the node's output field does not decide alone. */
  target?(config: Def): Target;
}

/** What the messages of one node share. */
export interface ActionState {
  readonly status: Status;
  readonly turns: Semaphore;
  readonly ticks: Ticks;
}
