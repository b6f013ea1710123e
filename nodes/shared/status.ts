import type { Node, NodeAPI, NodeStatusFill, NodeStatusShape } from 'node-red';
import type { ProcoreError } from '../../src/errors.js';

/** How often rows that come are told at most, ms: the editor of everyone who has it open is sent each of them. */
const TOLD_EVERY = 200;

const COUNT = new Intl.NumberFormat('en-US');

/** The dot under a node, for any number of messages at once: work in progress shows until the last one has ended. */
export class Status {
  #running = 0;
  #simulated = false;
  /** When rows that came were last told, and nothing else since. */
  #toldAt = 0;

  constructor(
    private readonly RED: NodeAPI,
    private readonly node: Node,
  ) {}

  /** Nothing can be done: the connection is missing or disabled. */
  unconnected(): void {
    this.#show('red', 'ring', this.#text('unconnected'));
  }

  started(): void {
    this.#running++;
    this.#working(this.#text('requesting'));
  }

  /** From now on every text says that its data is simulated. */
  demo(): void {
    this.#simulated = true;
  }

  /** Nothing can be sent before `until` (ms since the epoch). */
  waiting(until: number): void {
    const time = new Date(until).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
    this.#show('yellow', 'ring', this.#text('waits', { time }));
  }

  /** Rows read so far, of how many where that is known. */
  progress(rows: number, total: number | undefined): void {
    const now = Date.now();
    if (now - this.#toldAt < TOLD_EVERY) return;
    this.#working(
      total === undefined ? COUNT.format(rows) : `${COUNT.format(rows)} / ${COUNT.format(total)}`,
    );
    this.#toldAt = now;
  }

  /**
   * One message has ended; the dot stays at work while others run.
   * @param rows rows delivered, or undefined where the answer was no list
   */
  ended(failure: ProcoreError | undefined, rows: number | undefined): void {
    this.#running--;
    if (failure) this.#show('red', 'ring', this.#text(`errors.${failure.code}`));
    else if (this.#running > 0) this.#working(this.#text('requesting'));
    else this.#show('green', 'dot', this.#outcome(rows));
  }

  cleared(): void {
    this.node.status({});
  }

  #working(text: string): void {
    const several = this.#running > 1 ? `${this.#running} × ` : '';
    this.#show('blue', 'dot', several + text);
  }

  #show(fill: NodeStatusFill, shape: NodeStatusShape, text: string): void {
    this.#toldAt = 0;
    this.node.status({ fill, shape, text: this.#simulated ? this.#text('demo', { text }) : text });
  }

  #outcome(rows: number | undefined): string {
    return rows === undefined ? this.#text('done') : this.#text('rows', { n: COUNT.format(rows) });
  }

  #text(key: string, values: Record<string, string> = {}): string {
    return this.RED._(`procore.status.${key}`, values);
  }
}
