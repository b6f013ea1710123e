import type { NodeMessage } from 'node-red';
import { type Packing, type Parcel, type Parts, packing } from './delivery.js';
import { tellPiece } from './ending.js';
import { type Destination, outgoing } from './messages.js';
import type { Ends } from './node-kind.js';
import type { Outcome, Port, Result } from './outcome.js';
import { patiently } from './patience.js';
import type { PipeNode } from './pipe-node.js';
import { warningsOf } from './warnings.js';

/**
 * Messages after which Node-RED gets its turn, to deliver them and to answer others: 100,000 rows may come at once, and
 * each would be kept until the last one was sent.
 */
const BATCH = 500;

/** Where an outlet leads to. */
export interface Way extends Destination, Pick<Ends, 'send'> {
  /** The message to send on. Call it after everything is read from the message. */
  passedOn(): NodeMessage;
  /** Whether the sequence has no end: no message is the last, and no rows are counted. */
  readonly isEndless?: boolean;
}

/** Sends the outcomes of one sequence out of a node, each through its port, and confirms what was handed over. */
export class Outlet {
  /** Rows delivered; undefined if there was no list. */
  rows: number | undefined;
  /** Pieces that failed. */
  pieces = 0;
  #sent = 0;
  readonly #sequence: string;
  readonly #packings: Readonly<Record<Port, Packing>>;

  constructor(
    private readonly node: PipeNode,
    private readonly way: Way,
  ) {
    const { host, config, kind } = node;
    const delivery = kind.delivery?.(config) ?? config.delivery;
    this.#sequence = host.newId();
    this.#packings = {
      result: packing(delivery, this.#sequence),
      refused: packing(delivery, host.newId()),
    };
  }

  /**
   * Sends the messages that an outcome completes. The failure of a piece goes to Catch nodes or to the second output
   * separately.
   * @throws what prevented a message or a confirmation, or the signal's reason
   */
  async take(outcome: Outcome, signal: AbortSignal): Promise<void> {
    const { host } = this.node;
    const port = outcome.port ?? 'result';
    if ('rows' in outcome && port === 'result') this.#count(outcome.rows.length, outcome);
    this.#progress(outcome);
    for (const text of warningsOf(host, outcome)) host.warn(text);
    if (!('failure' in outcome)) {
      await this.#deliver(port, this.#packings[port].take(outcome), signal);
      return;
    }
    this.pieces++;
    const { target, environment } = this.way;
    const { operation, companyId, projectId } = outcome.about ?? {};
    const failure = outcome.failure.within({ operation, companyId, projectId });
    tellPiece(host, this.way.passedOn(), this.way, {
      failure,
      place: { target, environment },
      toOutput: this.node.config.onError === 'output',
    });
    if (outcome.confirmed) await patiently(outcome.confirmed(), signal);
  }

  /** Sends the messages that were held until nothing follows. @throws as {@link take} */
  async end(signal: AbortSignal): Promise<void> {
    for (const port of ['result', 'refused'] as const) {
      await this.#deliver(port, this.#packings[port].end(), signal);
    }
  }

  /**
   * Sends what was read before a failure, so that it is not lost. It is confirmed if no tick is needed for it. Never
   * rejects.
   * @param isStopped whether nothing may be sent any more
   * @returns the failure's place in the sequence
   */
  async cut(isStopped: boolean, signal: AbortSignal): Promise<Parts | undefined> {
    const { held, parts } = this.#packings.result.cut();
    const refused = this.#packings.refused.end();
    if (isStopped) return parts;
    for (const [port, parcels] of [['result', held] as const, ['refused', refused] as const]) {
      for (const parcel of parcels) {
        await this.#sendLast(port, parcel, signal).catch(() => undefined);
      }
    }
    return parts;
  }

  async #sendLast(port: Port, parcel: Parcel, signal: AbortSignal): Promise<void> {
    await this.#send(port, parcel, signal);
    if (!this.#waits(port, parcel)) await confirm(parcel, signal);
  }

  #count(rows: number, { about = {}, progress }: Outcome): void {
    this.rows = (this.rows ?? 0) + rows;
    if (this.node.isOpen() && !this.way.isEndless && !progress) this.node.status.progress(this.rows, about);
  }

  #progress({ progress }: Outcome): void {
    if (progress && this.node.isOpen()) this.node.status.pieces(progress);
  }

  async #deliver(port: Port, parcels: Iterable<Parcel>, signal: AbortSignal): Promise<void> {
    for (const parcel of parcels) {
      signal.throwIfAborted();
      if (!parcel.silent) await this.#send(port, parcel, signal);
      if (++this.#sent % BATCH === 0) await new Promise(setImmediate);
      if (this.#waits(port, parcel)) {
        if (this.node.isOpen()) this.node.status.held();
        await this.node.ticks.wait(this.#sequence, signal);
      }
      if (parcel.confirms) await confirm(parcel, signal);
    }
  }

  async #send(port: Port, parcel: Parcel, signal: AbortSignal): Promise<void> {
    const { way, node } = this;
    const made = outgoing(node.host, way.passedOn(), parcel, way);
    // Only a context store answers later. To await every message would slow down a long list.
    const msg = made instanceof Promise ? await patiently(made, signal) : made;
    way.send(port === 'result' ? msg : [null, msg]);
  }

  /**
   * Whether to wait until the flow asks for more. Not after the last message, unless something is confirmed with it.
   * Not after refused rows either, since they leave by another output, like failures.
   */
  #waits(port: Port, { parts, silent, confirms }: Parcel): boolean {
    if (!this.node.waits || port !== 'result' || silent) return false;
    const isLast = !parts || parts.count !== undefined;
    return !isLast || confirms !== undefined || this.way.isEndless === true;
  }
}

async function confirm({ confirms = [] }: Parcel, signal: AbortSignal): Promise<void> {
  for (const each of confirms) await patiently(each(), signal);
}

/** Whether an outcome that came without a message ends its sequence. */
export function endsSequence(outcome: Outcome): outcome is Result {
  return 'value' in outcome || ('rows' in outcome && outcome.last);
}
