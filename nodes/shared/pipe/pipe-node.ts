import type { Semaphore } from '../../../src/queue/semaphore.js';
import type { ActionDef } from '../flow-json.js';
import type { Host } from './host.js';
import type { NodeKind } from './node-kind.js';
import type { Status } from './status.js';
import type { Ticks } from './ticks.js';

/** A deployed node: what all of its runs share. */
export interface PipeNode<Def extends ActionDef = ActionDef> {
  readonly kind: NodeKind<Def>;
  readonly config: Def;
  readonly host: Host;
  readonly status: Status;
  readonly turns: Semaphore;
  readonly ticks: Ticks;
  /** Whether it waits for msg.tick after each message that it sends. */
  readonly waits: boolean;
  /** Stops everything that runs now. Later messages get another signal. */
  readonly stop: AbortSignal;
  /** Whether the node is still deployed: a closed one shows no status and sends nothing. */
  isOpen(): boolean;
}
