/** The forms that an operation answers in: of one row, and of several. */
import type { Collection, Placed } from './collection.js';
import { type AnswerForm, isUndescribed, namedListForm, oneForm } from './forms.js';
import { listingForm } from './place.js';

export class AnswerForms {
  readonly #placed: Placed;
  readonly #collection: Collection;

  constructor(placed: Placed, collection: Collection) {
    this.#placed = placed;
    this.#collection = collection;
  }

  /** The form of an answer that shows one row. */
  one(): AnswerForm {
    const answer = this.#placed.fact.answer();
    const form = answer ? oneForm(answer) : undefined;
    return form ? this.described(form) : this.#undescribed();
  }

  /** The form of an answer that shows several rows. */
  listing(): AnswerForm {
    const { fact, place } = this.#placed;
    const answer = fact.answer();
    const { key, item } = this.#collection;
    const form =
      listingForm(fact, place) ??
      (answer && namedListForm(answer, key.slice(key.lastIndexOf('/') + 1), item()));
    return form ? this.described(form) : this.#undescribed();
  }

  /** Whether the answer about several rows is published as one of them, with lists of what is in it. */
  isOneRow(): boolean {
    const answer = this.#placed.fact.answer();
    return answer?.kind === 'object' && answer.fields.some(({ name }) => name === 'id');
  }

  /** A row that is not described has the shape that other operations on it give. */
  described(form: AnswerForm): AnswerForm {
    return isUndescribed(form.item) ? { ...form, item: this.#collection.item() } : form;
  }

  /** An answer that is not described: what the second generation answers is always in `data`. */
  #undescribed(): AnswerForm {
    const { path, returns } = this.#placed.fact.operation;
    const item = this.#collection.itemAt(path);
    const isWrapped = path.startsWith('/rest/v2.') || returns?.startsWith('data');
    return { item, wrap: (content) => (isWrapped ? { data: content } : content) };
  }
}
