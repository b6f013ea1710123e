import type { Node, NodeAPI } from 'node-red';
import type { ProcoreError } from '../../src/errors.js';

/** The dot under a node, for any number of messages at once: work in progress shows until the last one has ended. */
export class Status {
  #running = 0;

  constructor(
    private readonly RED: NodeAPI,
    private readonly node: Node,
  ) {}

  started(): void {
    this.#running++;
    this.#working(this.#text('requesting'));
  }

  /** Rows read so far, of how many where that is known. */
  progress(rows: number, total: number | undefined): void {
    this.#working(total === undefined ? number(rows) : `${number(rows)} / ${number(total)}`);
  }

  /**
   * One message has ended; the dot stays at work while others run.
   * @param rows rows delivered, or undefined where the answer was no list
   */
  ended(failure: ProcoreError | undefined, rows: number | undefined): void {
    this.#running--;
    if (failure) this.node.status({ fill: 'red', shape: 'ring', text: this.#text(`errors.${failure.code}`) });
    else if (this.#running > 0) this.#working(this.#text('requesting'));
    else this.node.status({ fill: 'green', shape: 'dot', text: this.#outcome(rows) });
  }

  cleared(): void {
    this.node.status({});
  }

  #working(text: string): void {
    const several = this.#running > 1 ? `${this.#running} × ` : '';
    this.node.status({ fill: 'blue', shape: 'dot', text: several + text });
  }

  #outcome(rows: number | undefined): string {
    return rows === undefined ? this.#text('done') : this.#text('rows', { n: number(rows) });
  }

  #text(key: string, values: Record<string, string> = {}): string {
    return this.RED._(`procore.status.${key}`, values);
  }
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}
