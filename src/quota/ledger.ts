import type { Told } from './headers.js';

/** Leave to send one request. It is settled once, however the request ended; later calls are ignored. */
export interface Leave {
  answered(told: Told): void;
  /** No answer came, but Procore may have counted the request. */
  lost(): void;
  /** Nothing left this machine: the slot is free at once. */
  unsent(): void;
}

/** Nobody may send now. */
export interface NoRoom {
  /** Not before this time, ms since the epoch. Undefined: not before a request in flight has ended. */
  readonly until: number | undefined;
}

/**
 * Decides who may send when, for one quota. It may belong to this process, or be shared by many through a server. Every
 * implementation passes the suite in test/quota/ledger.ts.
 */
export interface Ledger {
  /**
   * Takes leave to send.
   * @param most how many leaves are wanted, 1 or more
   * @returns as many as there is room for, at least one; or that there is no room
   * @throws ProcoreError PROCORE_STATE if the ledger cannot be reached
   */
  take(most: number): Promise<readonly Leave[] | NoRoom>;
  /** Takes one leave at once, if there is room and the answer does not have to come from elsewhere. */
  takeNow?(): Leave | undefined;
  /** Calls `changed` whenever a request has ended and there may be room again. @returns a function that stops this */
  onRoom(changed: () => void): () => void;
  /** Whether a new ledger would decide the same: nothing is in flight, and no window counts any more. */
  isOver(): boolean;
}

/** The terms of those who use a quota. They are read with every decision, since users come and go. */
export interface Terms {
  /** Share of the hour that is kept free for others, 0 to 1. */
  readonly reserve: number;
  /** Called once if an answer cannot be right. */
  warn(text: string): void;
}
