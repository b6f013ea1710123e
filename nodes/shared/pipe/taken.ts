import type { NodeMessage } from 'node-red';
import type { ProcoreError } from '../../../src/errors.js';
import type { ActionDef } from '../flow-json.js';
import { end, endStopped, type Failed } from './ending.js';
import { Inputs } from './inputs.js';
import { checkTarget, fieldTarget, type Target } from './messages.js';
import type { Ends } from './node-kind.js';
import type { Outcome } from './outcome.js';
import { Outlet } from './outlet.js';
import { patiently } from './patience.js';
import type { PipeNode } from './pipe-node.js';
import { checkCopyable } from './salvage.js';

/** A message as the input handler gets it from Node-RED. */
export interface Entry {
  readonly msg: NodeMessage;
  readonly ends: Ends;
}

/** One message that a node has accepted, until it ends. */
export class Taken<Def extends ActionDef = ActionDef> {
  readonly target: Target;
  isEnded = false;
  #environment: string | undefined;
  #inputs: Inputs<Def> | undefined;
  readonly #outlet: Outlet;

  constructor(
    private readonly node: PipeNode<Def>,
    private readonly entry: Entry,
    /** Stops its run and everything that belongs to it. */
    private readonly stop: AbortSignal,
  ) {
    this.target = node.kind.target?.(node.config) ?? fieldTarget(node.config);
    this.#outlet = new Outlet(node, this);
  }

  get environment(): string {
    return this.#environment ?? '';
  }

  /** The node's fields, read with this message. Available after {@link begin}. */
  get inputs(): Inputs<Def> {
    if (!this.#inputs) throw new Error('A message was read before its connection was known.');
    return this.#inputs;
  }

  /** @throws ProcoreError PROCORE_CONFIG naming the property that cannot be copied */
  checkCopyable(): void {
    const { output, outputType } = this.target;
    checkCopyable(this.entry.msg, outputType === 'msg' ? output : undefined, this.node.host);
  }

  begin(environment: string): void {
    const { host, config } = this.node;
    this.#environment = environment;
    this.#inputs = new Inputs(host, config, this.entry.msg, environment);
  }

  /** @throws ProcoreError PROCORE_CONFIG if its result has no place */
  async checkTarget(signal: AbortSignal): Promise<void> {
    await patiently(checkTarget(this.node.host, this.entry.msg, this.target), signal);
  }

  passedOn(): NodeMessage {
    return this.#inputs?.passedOn() ?? this.entry.msg;
  }

  send(msg: NodeMessage | Array<NodeMessage | null>): void {
    this.entry.ends.send(msg);
  }

  /** @throws what prevented a message or a confirmation, or the signal's reason */
  take(outcome: Outcome, signal: AbortSignal): Promise<void> {
    return this.#outlet.take(outcome, signal);
  }

  /** Sends the held messages and ends this one. @throws as {@link take} */
  async end(signal: AbortSignal): Promise<void> {
    if (this.isEnded) return;
    await this.#outlet.end(signal);
    this.isEnded = true;
    const { host, status } = this.node;
    if (this.node.isOpen()) status.ended(undefined, this.#outlet.rows, this.#outlet.pieces);
    end(host, this.entry.msg, this.entry.ends);
  }

  /** Sends what was read for the message, then ends it with a failure. Never rejects. */
  async fail(failure: ProcoreError, signal: AbortSignal): Promise<void> {
    if (this.isEnded) return;
    this.isEnded = true;
    const { host, status, config } = this.node;
    const { msg, ends } = this.entry;
    const toOutput = config.onError === 'output' && this.node.isOpen();
    const parts = await this.#outlet.cut(this.stop.aborted, signal);
    const place = { target: this.target, environment: this.#environment, parts };
    const failed: Failed = { failure, place, toOutput };
    if (this.node.isOpen()) status.ended(failure, this.#outlet.rows);
    if (failure.code === 'PROCORE_CANCELLED') endStopped(host, msg, ends, failed);
    else end(host, msg, ends, failed);
  }
}
