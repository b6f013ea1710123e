import type { Told } from './headers.js';

/** Leave to send one request. It is settled once, whatever became of the request; what comes after that is ignored. */
export interface Leave {
  answered(told: Told): void;
  /** No answer came: Procore may have counted the request all the same. */
  lost(): void;
  /** Nothing left this machine: the slot is free at once. */
  unsent(): void;
}

/** Nobody may send now. */
export interface NoRoom {
  /** Not before this time, ms since the epoch. Undefined: not before a request that is under way has ended. */
  readonly until: number | undefined;
}

/**
 * Who may send when, for one quota. It may be this process's, or shared by many behind a server. Every implementation
 * passes the suite in test/quota/ledger.ts.
 */
export interface Ledger {
  /**
   * Takes leave to send.
   * @param most leaves that are wanted, 1 or more
   * @returns as many as there is room for, at least one; or that there is none
   * @throws ProcoreError PROCORE_STATE if the ledger cannot be reached
   */
  take(most: number): Promise<readonly Leave[] | NoRoom>;
  /** One leave at once, if there is room and nobody elsewhere has to be asked. */
  takeNow?(): Leave | undefined;
  /** Calls `changed` whenever there may be room again because a request has ended. @returns ends that */
  onRoom(changed: () => void): () => void;
  /** Whether a new ledger would decide the same: nothing is under way, and no window counts any more. */
  isOver(): boolean;
}

/** What the users of a quota agreed on. Read with every decision, since they come and go. */
export interface Terms {
  /** Share of the hour that is left to others, 0 to 1. */
  readonly reserve: number;
  /** Told once of an answer that cannot be right. */
  warn(text: string): void;
}
