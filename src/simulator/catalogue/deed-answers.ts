/** What is answered about a deed that is done to rows: the rows, only their ids, or whom it was done to in which project. */
import { REMOVED_STATUS } from '../assumed.js';
import { parameterMissing, recordUnknown } from '../assumed-answers.js';
import type { Context } from '../context.js';
import { type Row, WRITTEN } from '../data/rows.js';
import type { Fields } from '../form.js';
import type { Answer } from '../http.js';
import type { Collection, Placed } from './collection.js';
import { addedTo, changesBy, idNamed, isProjectThere } from './deeds.js';
import type { Shape } from './facts.js';
import { type AnswerForm, isOfIds, oneForm } from './forms.js';
import { piecesOf } from './pieces.js';
import { inFormOf } from './record-form.js';
import type { Reach } from './rows.js';

/** What an answer about a deed needs of its operation. */
export interface DeedOperation extends Placed {
  readonly collection: Collection;
  /** A row as its list shows it. */
  shown(row: Row): Fields;
  /** The form of the answer. */
  form(): AnswerForm;
  content(shape: Shape, row: Row): unknown;
}

/** Does what the path says to the rows that the body names. */
export function deedAnswer(context: Context, rows: Reach, of: DeedOperation): Answer {
  const { method, returns, body } = of.fact.operation;
  const missing = body?.required.find((name) => context.fields[name] === undefined);
  if (missing !== undefined) return parameterMissing(context.call, missing);
  const answer = of.fact.answer();
  const named = piecesOf(context.fields, context.call.query, false).map((piece) => ({
    piece,
    row: rows.find(idNamed(piece, of.collection)),
  }));
  // An answer that shows the rows also shows which were not there; another one must say it.
  const isUnknown = named.some(({ piece, row }) => !row || !isProjectThere(context, piece));
  if (isUnknown && !answer) return recordUnknown(context.call);
  const done = named.flatMap(({ piece, row }): Row[] =>
    row && isProjectThere(context, piece) ? [doneTo(context, rows, of, row, piece)] : [],
  );
  if (!answer && returns === undefined) return { status: method === 'POST' ? 200 : REMOVED_STATUS };
  const single = answer && oneForm(answer);
  if (single && isOfIds(single.item))
    return { status: 200, json: single.wrap({ ids: done.map(({ id }) => id) }) };
  const form = of.form();
  const items = done.map((row) => of.content(form.item, row));
  const json = form.wrap(items, { total: items.length, number: 1, pages: 1 });
  return { status: method === 'POST' ? 201 : 200, json };
}

/** The row as it is then, with what an answer tells of it and its project. */
function doneTo(context: Context, rows: Reach, of: DeedOperation, row: Row, piece: Fields): Row {
  const { place, collection, fact } = of;
  const { method } = fact.operation;
  const deed = { place, method, collection, row, shown: of.shown(row), piece };
  const project = addedTo(context, deed);
  const changes = changesBy(context, deed);
  const fields = rows.isWhole
    ? { ...inFormOf(row, changes, false, rows.project), [WRITTEN]: { ...row[WRITTEN], ...changes } }
    : changes;
  const after = rows.change(String(row.id), fields) ?? row;
  const told = { userId: row.id, projects: project ? [{ projectId: String(project.id) }] : [] };
  return { ...after, ...told, entities: [told] };
}
