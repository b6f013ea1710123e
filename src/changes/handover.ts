import type { Page } from '../paging/page.js';
import type { Piece } from '../scope/piece.js';
import { Superseded } from '../state/contract.js';
import type { Collection, Met, Printed } from './collection.js';
import type { Cursor, KeptCursor } from './cursor.js';
import { KEYS_PER_PAGE, type PieceIndex } from './piece-index.js';
import { superseded } from './refused.js';
import { dateOf } from './server-clock.js';
import type { Change, Step } from './step.js';
import { nameOf, type Task } from './task.js';

/** In place of the hash of a row that may have reached the flow, and may not. No row has it, so that it is sent again. */
const ON_ITS_WAY = '';

/**
 * Hands the changes of one piece over to the flow, and keeps what the flow has confirmed. What it has not confirmed
 * counts as not sent, whatever it confirms after that.
 */
export class Handover {
  /** Rows that were not known before. */
  readonly fresh = new Set<string>();
  /** Rows that were sent. */
  readonly sent = new Set<string>();
  /** Whether a row has come that is known here, and was in another piece since: then counts prove nothing. */
  hasReturned = false;
  /** The hashes of rows that are on their way to the flow. */
  readonly #underWay = new Map<string, string>();
  /** Steps that the flow has, and has not confirmed. */
  #open = 0;
  #isMarked = false;

  constructor(
    private readonly task: Task,
    private readonly piece: Piece,
    private readonly index: PieceIndex,
    private readonly cursor: KeptCursor,
  ) {}

  /** The rows of a page that the flow does not have, as one step; no step if it has all. */
  async *page(page: Page, read: Collection): AsyncGenerator<Step, void, undefined> {
    const date = dateOf(page);
    if (date !== undefined) this.task.clock.set(date);
    const changed = await this.#changed(read.take(page), read);
    if (changed.length > 0) yield this.#upserts(changed, page);
  }

  /** Rows that came by another way than the list, as one step. */
  async *rows(rows: readonly Printed[]): AsyncGenerator<Step, void, undefined> {
    if (rows.length > 0) yield this.#upserts(rows);
  }

  /** Those of these rows that the flow does not have so. */
  async differing(rows: readonly Printed[]): Promise<readonly Printed[]> {
    const states = await this.index.compare(rows);
    return rows.filter((_, place) => states[place] !== 'same');
  }

  /** Rows that were missed here and are in other pieces now, as one step for each of them. */
  async *elsewhere(met: readonly Met[]): AsyncGenerator<Step, void, undefined> {
    const byPiece = new Map<string, Met[]>();
    for (const each of met) {
      const name = nameOf(each.piece);
      byPiece.set(name, [...(byPiece.get(name) ?? []), each]);
    }
    for (const all of byPiece.values()) {
      // A row that comes back as it was before must be sent again.
      const unknown = all.map(({ row }) => ({ ...row, print: { key: row.print.key, hash: ON_ITS_WAY } }));
      await this.index.keep(unknown);
      await this.index.forgetOtherDays(unknown);
      const changes = all.map(({ row: { print, row } }): Change => ({ op: 'upsert', key: print.key, row }));
      const { piece } = all[0] as Met;
      const known = all.filter(({ isKnown }) => isKnown).map(({ row }) => row.print.key);
      // Not before the flow has them: otherwise this piece forgets them, and nobody sends them again.
      const keep = async () => void (await this.task.whereabouts?.seen(known, nameOf(piece)));
      yield { ...this.#step({ changes }, keep), piece };
    }
  }

  *removals(
    keys: readonly string[],
    bin: ReadonlyMap<string, unknown> | undefined,
  ): Generator<Step, void, undefined> {
    for (let at = 0; at < keys.length; at += KEYS_PER_PAGE) {
      const part = keys.slice(at, at + KEYS_PER_PAGE);
      const changes = part.map((key): Change => ({ op: 'delete', key, row: bin?.get(key) ?? null }));
      yield this.#step({ changes }, () => this.index.forget(part));
    }
  }

  /** Ends the piece. Its cursor moves if everything before was confirmed. */
  end(cursor: Cursor, more: () => Promise<void> = async () => undefined): Step {
    const confirmed = async () => {
      if (this.#open > 0) return;
      await more();
      await this.cursor.save({ ...cursor, run: this.task.id, isOpen: undefined, unreachable: undefined });
    };
    return { piece: this.piece, changes: [], ends: true, confirmed };
  }

  #upserts(rows: readonly Printed[], page?: Page): Step {
    for (const { print } of rows) {
      this.#underWay.set(print.key, print.hash);
      this.sent.add(print.key);
    }
    const changes = rows.map(({ print, row }): Change => ({ op: 'upsert', key: print.key, row }));
    return this.#step({ changes, page }, async () => {
      await this.index.keep(rows);
      for (const { print } of rows)
        if (this.#underWay.get(print.key) === print.hash) this.#underWay.delete(print.key);
    });
  }

  #step(step: Pick<Step, 'changes' | 'page'>, keep: () => Promise<void>): Step {
    let isOpen = true;
    this.#open++;
    const confirmed = async () => {
      await keep().catch((thrown: unknown) => {
        throw thrown instanceof Superseded ? superseded() : thrown;
      });
      if (isOpen) this.#open--;
      isOpen = false;
    };
    return { piece: this.piece, ...step, confirmed };
  }

  /** The rows that the flow does not have. Those that are new here are kept as being on their way. */
  async #changed(rows: readonly Printed[], read: Collection): Promise<readonly Printed[]> {
    const { whereabouts } = this.task;
    const name = nameOf(this.piece);
    const states = await this.index.compare(rows);
    const keys = rows.map(({ print }) => print.key);
    const moved = (await whereabouts?.elsewhere(keys, name)) ?? new Set<string>();
    const changed = new Map<string, Printed>();
    const unknown: Printed[] = [];
    for (const [place, printed] of rows.entries()) {
      const { key, hash } = printed.print;
      const state = states[place];
      if (read.underWay && whereabouts?.sightings.isBehind(key, name, read.underWay)) {
        read.overtaken();
        continue;
      }
      if (state === 'new') {
        if (!this.fresh.has(key)) read.news++;
        this.fresh.add(key);
      }
      const hasMoved = moved.has(key);
      if (hasMoved && state !== 'new') this.hasReturned = true;
      if (state === 'new' || hasMoved) unknown.push({ ...printed, print: { key, hash: ON_ITS_WAY } });
      // Another piece may have sent it after this one did, even if what this one sends is still on its way.
      if (hasMoved || (state !== 'same' && this.#underWay.get(key) !== hash)) changed.set(key, printed);
    }
    const sighting = whereabouts?.sightings.begin(changed.keys(), name);
    // If the flow gets a row and this process ends before that is confirmed, its removal must not go unnoticed.
    if (unknown.length > 0) await this.#expect(unknown);
    if (sighting) whereabouts?.sightings.kept(sighting);
    return [...changed.values()];
  }

  /** Keeps rows that go to the flow now. Until the piece has ended, its number of rows says nothing. */
  async #expect(rows: readonly Printed[]): Promise<void> {
    if (!this.#isMarked) await this.cursor.save({ ...(await this.cursor.load()), isOpen: true });
    this.#isMarked = true;
    await this.index.keep(rows);
    await this.index.forgetOtherDays(rows);
    const keys = rows.map(({ print }) => print.key);
    await this.task.whereabouts?.seen(keys, nameOf(this.piece));
  }
}
