import type { NodeStatusFill, NodeStatusShape } from 'node-red';
import type { ErrorCode, ProcoreError } from '../../../src/errors.js';
import type { Host } from './host.js';
import type { About, PieceProgress } from './outcome.js';

/** Least time between two updates of the row count, ms: each one is sent to every open editor. */
const TOLD_EVERY = 200;

/** What the status shows about a page. */
type Progress = Pick<About, 'page' | 'perPage' | 'total'>;

/** What a node shows while it works without a message. */
export interface Idle {
  readonly text: string;
  /** Whether somebody should look after it. */
  readonly isWrong?: boolean;
}

/** The dot under a node, for any number of messages at once. It shows work in progress until the last one has ended. */
export class Status {
  #running = 0;
  #simulated = false;
  /** Time of the last update of the row count; 0 if something else was shown since. */
  #toldAt = 0;
  #isListening = false;
  /** What the node shows while it works without a message, if not that it listens. */
  #idle: Idle | undefined;

  constructor(private readonly host: Host) {}

  /** The node cannot work: its connection is missing or disabled. */
  unconnected(): void {
    this.#show('red', 'ring', this.#text('unconnected'));
  }

  started(): void {
    this.#running++;
    this.#working(this.#text('requesting'));
  }

  /** The node is working without a message. */
  listening(): void {
    // Called after each outcome, but sent to the editor only once.
    if (!this.#isListening) this.#showIdle();
    this.#isListening = true;
  }

  /** What the node shows from now on while it works without a message. */
  idles(idle: Idle): void {
    const { text, isWrong } = idle;
    const isSame = this.#idle?.text === text && this.#idle.isWrong === isWrong;
    this.#idle = idle;
    // After something else was shown, it is shown again.
    if (!isSame || !this.#isListening) this.#showIdle();
    this.#isListening = true;
  }

  /** Work without a message broke off, or will not begin. */
  broken(failure: ProcoreError): void {
    this.#show('red', 'ring', this.#text(`errors.${failure.code}`));
  }

  /** The node waits until the flow asks for more. */
  held(): void {
    this.#show('yellow', 'ring', this.#text('held'));
  }

  /** From now on every text says that its data is simulated. */
  demo(): void {
    this.#simulated = true;
  }

  /**
   * Nothing can be sent before `until` (ms since the epoch).
   * @param after the failure that led to the retry; undefined if the rate limit makes it wait
   */
  waiting(until: number, after?: ErrorCode): void {
    const time = duration(until - Date.now());
    const isLimit = after === undefined || after === 'PROCORE_RATE_LIMITED';
    this.#show('yellow', 'ring', this.#text(isLimit ? 'waits' : 'retries', { time }));
  }

  /** Rows of a list read so far, with the page that they came with. */
  progress(rows: number, { page, perPage, total }: Progress): void {
    const now = Date.now();
    if (now - this.#toldAt < TOLD_EVERY) return;
    const pages = Math.ceil((total ?? 0) / (perPage ?? Number.POSITIVE_INFINITY));
    const read = { n: counted(rows), total: counted(total ?? 0) };
    const place = { n: String(this.#running), page: String(page), pages: counted(pages) };
    if (this.#running > 1 && page !== undefined && pages > 1) this.#blue(this.#text('severalPages', place));
    else this.#working(this.#text(total === undefined ? 'rows' : 'rowsOf', read));
    this.#toldAt = now;
  }

  /** Pieces of a run that have ended so far. */
  pieces({ pieces, ended, failed }: PieceProgress): void {
    const now = Date.now();
    if (now - this.#toldAt < TOLD_EVERY) return;
    const values = { n: counted(ended), total: counted(pieces), failed: counted(failed) };
    this.#working(this.#text(failed > 0 ? 'piecesFailed' : 'pieces', values));
    this.#toldAt = now;
  }

  /**
   * One message has ended. The dot still shows work while others run.
   * @param rows rows delivered, or undefined if the answer was no list
   * @param pieces number of pieces that failed while the others were delivered
   */
  ended(failure: ProcoreError | undefined, rows: number | undefined, pieces = 0): void {
    this.#running--;
    if (failure?.code === 'PROCORE_CANCELLED') this.#show('grey', 'ring', this.#text('stopped'));
    else if (failure) this.#show('red', 'ring', this.#text(`errors.${failure.code}`));
    else if (pieces > 0) this.#show('red', 'ring', this.#partly(rows, pieces));
    else if (this.#running > 0) this.#working(this.#text('requesting'));
    else this.#show('green', 'dot', this.#outcome(rows));
  }

  cleared(): void {
    this.host.status({});
  }

  /** @param text the text for a single message */
  #working(text: string): void {
    this.#blue(this.#running > 1 ? this.#text('several', { n: String(this.#running) }) : text);
  }

  #showIdle(): void {
    const { text = this.#text('listening'), isWrong = false } = this.#idle ?? {};
    if (isWrong) this.#show('red', 'ring', text);
    else this.#blue(text);
  }

  #blue(text: string): void {
    this.#show('blue', 'dot', text);
  }

  #show(fill: NodeStatusFill, shape: NodeStatusShape, text: string): void {
    this.#toldAt = 0;
    this.#isListening = false;
    this.host.status({ fill, shape, text: this.#simulated ? this.#text('demo', { text }) : text });
  }

  #outcome(rows: number | undefined): string {
    return rows === undefined ? this.#text('done') : this.#text('rows', { n: counted(rows) });
  }

  #partly(rows: number | undefined, pieces: number): string {
    return this.#text('partly', { text: this.#outcome(rows), n: counted(pieces) });
  }

  #text(key: string, values: Record<string, string> = {}): string {
    return this.host.text(`status.${key}`, values);
  }
}

/** How long something takes, e.g. `8 s`, `12 min`. */
function duration(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  return seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}

/**
 * A count with its thousands apart. Intl would do it too, but the first use of it loads the data of all languages: 8 MB
 * and 16 ms, in a process that may need it for nothing else.
 */
function counted(number: number): string {
  const groups: string[] = [];
  for (let rest = String(number); rest !== ''; rest = rest.slice(0, -3)) groups.unshift(rest.slice(-3));
  return groups.join(',');
}
