/** The answer of a list: the rows that pass its filters, in the order that is asked for, and one page of them. */
import type { Context } from '../context.js';
import type { Row } from '../data/rows.js';
import { type Fields, isFields } from '../form.js';
import type { Answer } from '../http.js';
import { viewAsked } from '../views.js';
import type { AnswerForms } from './answer-forms.js';
import type { Collection, Placed } from './collection.js';
import type { Collections } from './collections.js';
import type { Shape } from './facts.js';
import type { AnswerForm } from './forms.js';
import { grouped, groupsIn, type Item, inOrder, passing } from './groups.js';
import { testsOf } from './matching.js';
import { optionsAsked, optionsIn } from './options.js';
import { contentOf, hiddenIn, pagedAnswer } from './pieces.js';
import type { Rendered } from './render.js';
import type { Reach } from './rows.js';
import { inTree } from './tree.js';

/** A list, ready to answer. */
export class Listing {
  constructor(
    private readonly placed: Placed,
    private readonly collections: Collections,
    private readonly collection: Collection,
    private readonly forms: AnswerForms,
  ) {}

  /** @param only the ids of the rows that are asked for: all of them, if nobody says which */
  answer(context: Context, rows: Reach, only?: readonly string[]): Answer {
    const { operation } = this.placed.fact;
    const isV2 = operation.path.startsWith('/rest/v2.');
    const form = this.forms.listing();
    const { query } = context.call;
    const tests = testsOf(
      query,
      operation.params,
      context.now,
      this.collections.unlisted(this.collection.key),
    );
    const items = this.#items(form, context, rows);
    const all = only ? items.filter(({ shown }) => only.includes(String(shown.id))) : items;
    const view = viewAsked(query, operation.params);
    const ordered = inOrder(inTree(passing(all, tests), query), query).map((item) => ({
      ...item,
      content: view(item.content),
    }));
    return pagedAnswer(context, this.#withBeside(form, context, rows), ordered, operation.paging, isV2);
  }

  /** What is beside the rows of a list belongs to their place, and stays the same whichever rows are asked for. */
  #withBeside(form: AnswerForm, context: Context, rows: Reach): AnswerForm {
    const { beside } = form;
    const first = beside && rows.first();
    if (!beside || !first) return form;
    const content = contentOf(beside, this.#ready(first, 0, context, rows)) as Fields;
    return { ...form, wrap: (items, page) => ({ ...(form.wrap(items, page) as Fields), ...content }) };
  }

  #items(form: AnswerForm, context: Context, rows: Reach): Item[] {
    const asked = optionsAsked(this.collection.key);
    const options = asked && this.#options(asked, context, rows);
    const listed = options && options.length > 0 ? options : rows.list();
    const { id } = this.placed.fact.operation;
    const { company, id: projectId } = rows.project;
    const place = [id, context.call.origin, company.id, projectId, ...Object.values(context.params)].join(
      ' ',
    );
    const groups = groupsIn(form.item);
    const itemsOf = (shape: Shape, part: string) =>
      listed.map((row, index) =>
        this.collections.items.get(context.world.changes.last, `${place} ${part} ${row.id} ${index}`, () =>
          this.#candidate(shape, row, index, context, rows),
        ),
      );
    const items = itemsOf(form.item, 'item');
    return groups ? grouped(items, itemsOf(groups.of, 'record'), groups.name) : items;
  }

  /** The values of a filter, as rows: each has the id of its position. */
  #options({ of, field }: { of: string; field: string }, context: Context, rows: Reach): Row[] {
    if (!this.collections.has(of)) return [];
    const { store } = this.collections.rows(context.world, of, rows.project, {});
    const item = this.collections.get(of).item();
    const all = Array.from({ length: store.length }, (_, index) => {
      const rendered = this.collections.rendered(store.at(index), of, index, context, rows.project);
      return { ...(contentOf(item, rendered) as Fields), ...rendered.fields };
    });
    return optionsIn(all, field).map((option, index) => ({ id: index + 1, ...option }));
  }

  #candidate(shape: Shape, row: Row, index: number, context: Context, rows: Reach): Item {
    const rendered = this.#ready(row, index, context, rows);
    const content = contentOf(shape, rendered);
    return {
      content,
      collection: this.collection.key,
      shown: isFields(content) ? content : rendered.fields,
      hidden: (name, param) => hiddenIn(rendered, name, param, this.collection.single()),
    };
  }

  #ready(row: Row, index: number, context: Context, rows: Reach): Rendered {
    return this.collections.rendered(row, this.collection.key, index, context, rows.project);
  }
}
