/** An operation's answer to a call: rows of its collection, in its shape. */
import { REMOVED_STATUS } from '../assumed.js';
import { payloadTooMany, recordLocked, recordUnknown } from '../assumed-answers.js';
import type { Context } from '../context.js';
import type { Row } from '../data/rows.js';
import type { Fields } from '../form.js';
import type { Answer } from '../http.js';
import { AnswerForms } from './answer-forms.js';
import type { Collection, Placed } from './collection.js';
import type { Collections } from './collections.js';
import { deedAnswer } from './deed-answers.js';
import { onceAsked, type Shape } from './facts.js';
import { type AnswerForm, isOfSeveral, listForm } from './forms.js';
import { Listing } from './listing.js';
import { partAnswer } from './part-answers.js';
import { Parts } from './parts.js';
import { contentOf, fileOf, idsIn, piecesOf } from './pieces.js';
import type { Role } from './place.js';
import { isReceipt } from './receipts.js';
import type { Rendered } from './render.js';
import { type Reach, reach } from './rows.js';
import { Several } from './several.js';
import { reachInside, type ShownIn, shownIn } from './shown-inside.js';
import { syncAnswer } from './sync.js';
import { Writing } from './writing.js';

/** Most rows in one body: documented for sync actions and for materials. */
const MOST_PIECES = 1000;

/** One operation, ready to answer. */
export class Answering {
  readonly #placed: Placed;
  readonly #collections: Collections;
  readonly #collection: Collection;
  readonly #forms: AnswerForms;
  readonly #listing: Listing;
  readonly #writing: Writing;
  readonly #several: Several;
  readonly #shownIn: () => ShownIn | undefined;
  readonly #isV2: boolean;

  constructor(placed: Placed, collections: Collections) {
    this.#placed = placed;
    this.#collections = collections;
    this.#collection = collections.get(placed.place.key);
    this.#forms = new AnswerForms(placed, this.#collection);
    this.#listing = new Listing(placed, collections, this.#collection, this.#forms);
    this.#writing = new Writing(placed, collections);
    this.#several = new Several(placed, collections, this.#writing);
    this.#shownIn = onceAsked(() =>
      placed.place.role === 'update' ? shownIn(this.#collection, collections.all()) : undefined,
    );
    this.#isV2 = placed.fact.operation.path.startsWith('/rest/v2.');
  }

  answer(context: Context): Answer {
    const { place } = this.#placed;
    const inside = this.#shownIn();
    const rows = inside
      ? reachInside(context, place, this.#collections, inside)
      : reach(context, place, this.#collections);
    const id = place.item === undefined ? '' : (context.params[place.item] ?? '');
    const parts = Parts.at(context, place, this.#collections);
    if (parts) return this.#ofParts(context, rows, parts);
    switch (place.role) {
      case 'list':
        return this.#listing.answer(context, rows);
      case 'choose':
        return this.#listing.answer(context, rows, idsIn(context.fields));
      case 'show':
        return this.#shown(context, rows, rows.find(id));
      case 'create':
        if (isReceipt(this.#placed.fact.answer(), this.#collection)) return this.#receipt(context, rows);
        if (isOfSeveral(this.#placed.fact.body())) return this.#many(context, rows, 'create many');
        return this.#shown(
          context,
          rows,
          this.#writing.create(context, rows, context.fields),
          this.#placed.fact.operation.method === 'POST' ? 201 : 200,
        );
      case 'update':
        return this.#update(context, rows, id);
      case 'restore':
        return this.#shown(context, rows, this.#restored(context, rows, id));
      case 'remove':
        return this.#remove(context, rows, id);
      case 'sync':
        return syncAnswer(context, rows, {
          create: (fields) => this.#writing.create(context, rows, fields),
          fields: (fields, before) => this.#writing.fields(context, rows, fields, before),
          show: (row) => this.#rendered(this.#forms.listing().item, row, context, rows),
          isV2: this.#isV2,
        });
      case 'create many':
      case 'update many':
      case 'remove many':
        return this.#many(context, rows, place.role);
      case 'deed':
        return this.#deed(context, rows);
      default:
        return this.#single(context, rows);
    }
  }

  #shown(context: Context, rows: Reach, row: Row | undefined, status = 200): Answer {
    if (!row) return recordUnknown(context.call);
    const { operation } = this.#placed.fact;
    const answer = this.#placed.fact.answer();
    if (/\.(pdf|csv)$|\/(pdf|csv)$/.test(operation.path) && operation.method === 'GET')
      return fileOf(operation.path);
    if (answer && listForm(answer) && operation.method !== 'GET' && answer.kind === 'list') {
      return {
        status,
        json: [
          this.#rendered(this.#forms.described(listForm(answer) as AnswerForm).item, row, context, rows),
        ],
      };
    }
    const form = this.#forms.one();
    return { status, json: form.wrap(this.#rendered(form.item, row, context, rows)) };
  }

  /** Nothing of the body is kept, but it must be right. */
  #receipt(context: Context, rows: Reach): Answer {
    for (const fields of this.#pieces(context)) this.#writing.fields(context, rows, fields);
    return this.#shown(context, rows, rows.first() ?? { id: rows.project.id }, 201);
  }

  #ofParts(context: Context, rows: Reach, parts: Parts): Answer {
    const { place, fact } = this.#placed;
    const answer = fact.answer();
    const listed = answer?.kind === 'list' ? listForm(answer) : undefined;
    const form = listed ?? this.#forms.one();
    return partAnswer(context, parts, {
      operation: fact.operation,
      place,
      item: form.item,
      isAnswered: answer !== undefined,
      written: (before) => this.#writing.fields(context, rows, context.fields, before),
      create: () => this.#pieces(context).map((fields) => this.#writing.create(context, rows, fields)),
      rendered: (row) => this.#ready(row, 0, context, rows),
      show: (content, status) => ({ status, json: form.wrap(listed ? [content] : content) }),
    });
  }

  /** What the body says of each new row. */
  #pieces({ fields, call }: Context): readonly Fields[] {
    return isOfSeveral(this.#placed.fact.body()) ? piecesOf(fields, call.query, true) : [fields];
  }

  #update(context: Context, rows: Reach, id: string): Answer {
    const before = rows.find(id);
    if (before && context.settings.locked) return recordLocked(context.call);
    return this.#shown(context, rows, before && this.#writing.change(context, rows, before));
  }

  /** A restoration may have a body, which changes the record at once. */
  #restored(context: Context, rows: Reach, id: string): Row | undefined {
    const row = rows.restore(id);
    const isWritten = row && this.#placed.fact.operation.body && Object.keys(context.fields).length > 0;
    return isWritten ? this.#writing.change(context, rows, row) : row;
  }

  #remove(context: Context, rows: Reach, id: string): Answer {
    if (context.settings.locked && rows.find(id)) return recordLocked(context.call);
    const row = rows.find(id);
    if (!row || !rows.remove(id)) return recordUnknown(context.call);
    return this.#placed.fact.answer() ? this.#shown(context, rows, row) : { status: REMOVED_STATUS };
  }

  /** Several rows at once: the body is a list, or has one. */
  #many(context: Context, rows: Reach, role: Role): Answer {
    const { fact } = this.#placed;
    const isNew = role === 'create many';
    const only = this.#several.onlyId(context);
    if (only !== undefined) return this.#update(context, rows, only);
    const pieces = piecesOf(context.fields, context.call.query, isNew);
    if (pieces.length > MOST_PIECES) return payloadTooMany(context.call, MOST_PIECES);
    const inLists = this.#several.inLists(context);
    if (inLists) return inLists;
    const done = this.#several.written(context, rows, pieces);
    if (role === 'remove many' && !fact.answer()) return { status: REMOVED_STATUS };
    const [first] = done;
    if (first && this.#forms.isOneRow()) return this.#shown(context, rows, first.row, isNew ? 201 : 200);
    const form = this.#forms.listing();
    const items = done.map(({ row, rows: at, key }) => {
      const item = key !== undefined && !fact.answer() ? this.#collections.get(key).item() : form.item;
      return this.#rendered(item, row, context, at, key);
    });
    return {
      status: isNew ? 201 : 200,
      json: form.wrap(items, { total: items.length, number: 1, pages: 1 }),
    };
  }

  #deed(context: Context, rows: Reach): Answer {
    const { place, fact } = this.#placed;
    const item = this.#collection.item();
    return deedAnswer(context, rows, {
      place,
      fact,
      collection: this.#collection,
      shown: (row) => this.#rendered(item, row, context, rows) as Fields,
      form: () => this.#forms.listing(),
      content: (shape, row) => this.#rendered(shape, row, context, rows),
    });
  }

  /** A single thing: read, or written and then read. */
  #single(context: Context, rows: Reach): Answer {
    const { operation } = this.#placed.fact;
    if (
      operation.method === 'GET' &&
      (operation.returns === 'string' || /(pdf|csv|download|export)$/.test(operation.path))
    ) {
      if (!this.#placed.fact.answer()) return fileOf(operation.path);
    }
    const [row] = rows.list();
    if (!row) return recordUnknown(context.call);
    if (operation.method === 'DELETE')
      return this.#placed.fact.answer() ? this.#shown(context, rows, row) : { status: REMOVED_STATUS };
    if (operation.method === 'GET') return this.#shown(context, rows, row);
    return this.#shown(context, rows, this.#writing.change(context, rows, row) ?? row);
  }

  #ready(row: Row, index: number, context: Context, rows: Reach): Rendered {
    return this.#collections.rendered(row, this.#collection.key, index, context, rows.project);
  }

  #rendered(shape: Shape, row: Row, context: Context, rows: Reach, key = this.#collection.key): unknown {
    // Whole records bring their own numbers; a project may have a million of them.
    const index = rows.isWhole
      ? 0
      : Math.max(
          0,
          rows.list().findIndex(({ id }) => id === row.id),
        );
    return contentOf(shape, this.#collections.rendered(row, key, index, context, rows.project));
  }
}
