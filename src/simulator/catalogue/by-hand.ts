/** What the catalogue knows of operations that are answered by hand: their filters, their bodies, and fields that the hand-made answer lacks. */
import { type Context, companyOf, type Declared } from '../context.js';
import { homeOf } from '../data/company.js';
import type { Row } from '../data/rows.js';
import { type Fields, isFields } from '../form.js';
import type { Placed } from './collection.js';
import type { Collections } from './collections.js';
import type { Shape } from './facts.js';
import { bodyForm, oneForm, pieceOf } from './forms.js';
import { given } from './given.js';
import { type Candidate, testsOf } from './matching.js';
import { contentOf, hiddenIn } from './pieces.js';
import { listingForm } from './place.js';

export function declaredFor(placed: Placed, collections: Collections, context: Context): Declared {
  const { fact, place } = placed;
  const collection = collections.get(place.key);
  const rendered = (row: Row) => {
    const home = homeOf(companyOf(context));
    // A project is one of its company's, so that all that is made up of it is the same in its list.
    const where = collection.key === 'projects' ? home : (context.project ?? home);
    return collections.rendered(row, collection.key, 0, context, where);
  };
  return {
    tests(known) {
      const tests = testsOf(context.call.query, fact.operation.params, context.now, known);
      return (row) => {
        const whole = rendered(row);
        const candidate: Candidate = {
          shown: row,
          collection: collection.key,
          hidden: (name, param) => hiddenIn(whole, name, param, collection.single()),
        };
        return tests.every((test) => test(candidate));
      };
    },
    given(body = context.fields) {
      const { singular } = collection;
      const form = bodyForm(place.role === 'sync' ? pieceOf(fact.body()) : fact.body(), singular);
      // What a new record must have is known by hand.
      return given(body, form, singular, false, context, collections);
    },
    whole(answer, row) {
      const shape = itemOf(placed);
      if (!shape) return answer;
      return completed(answer, contentOf(shape, rendered({ ...row, ...answer, id: row.id }))) as Fields;
    },
  };
}

/** The shape of a record in the answer. Undefined: it is not described. */
function itemOf({ fact, place }: Placed): Shape | undefined {
  const answer = fact.answer();
  return answer && (place.role === 'sync' ? listingForm(fact, place) : oneForm(answer))?.item;
}

/** What is there, with what else there is in its shape. Nothing that is there is changed. */
function completed(own: unknown, whole: unknown): unknown {
  if (own === undefined) return whole;
  if (Array.isArray(own) && Array.isArray(whole) && own.length === whole.length)
    return own.map((each, index) => completed(each, whole[index]));
  if (!isFields(own) || !isFields(whole)) return own;
  const names = new Set([...Object.keys(own), ...Object.keys(whole)]);
  return Object.fromEntries([...names].map((name) => [name, completed(own[name], whole[name])]));
}
