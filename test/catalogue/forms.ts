import fc from 'fast-check';
import { type Field, fieldsOf } from '../../src/catalogue/form.js';
import type { Operation } from '../../src/catalogue/operation.js';
import type { FieldValue, FormValues } from '../../src/catalogue/values.js';

/** A text in a field. */
export const str = (value: string) => ({ value, type: 'str' });
/** A form that nobody has filled in yet. */
export const NOTHING: FormValues = {
  fields: new Map(),
  query: { value: '', type: 'json' },
  body: { value: '', type: 'json' },
};
/** A form with these fields filled in. */
export const filled = (fields: Record<string, FieldValue>): FormValues => ({
  ...NOTHING,
  fields: new Map(Object.entries(fields)),
});

/** A value that a field of this kind may hold, as the dialog would give it. */
function valueFor({ kind, choices }: Field): fc.Arbitrary<FieldValue> {
  const text = fc.string({ minLength: 1, maxLength: 8 });
  const day = fc.date({ min: new Date(0), max: new Date('2099-12-31'), noInvalidDate: true });
  const end = fc.oneof(
    fc.constant(''),
    day.map((date) => date.toISOString().slice(0, 10)),
    day.map((date) => date.toISOString()),
  );
  const reference = text.map((value) => ({ value, type: 'msg' }));
  if (kind === 'list') {
    const item = choices ? fc.constantFrom(...choices) : text;
    return fc.oneof(
      reference,
      fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => ({ items })),
    );
  }
  if (kind.endsWith('-range')) {
    const range = fc.record({ from: end, to: end }, { noNullPrototype: true });
    return fc.oneof(
      reference,
      range.filter(({ from, to }) => from !== '' || to !== ''),
    );
  }
  return fc.oneof(
    reference,
    text.map((value) => ({ value, type: 'str' })),
  );
}

/** An operation with its form filled in. */
export const anyFilled = (operations: fc.Arbitrary<Operation>) =>
  operations.chain((each) =>
    fc.record({
      operation: fc.constant(each),
      fields: fc
        .tuple(
          ...fieldsOf(each).map((field) =>
            fc.option(valueFor(field).map((value): [string, FieldValue] => [field.name, value])),
          ),
        )
        .map((entries) => new Map(entries.filter((entry) => entry !== null))),
      body: fc.string().map((value) => ({ value, type: 'json' })),
    }),
  );

/** Names that mean the same on the wire cannot be told apart again. */
export const distinct = ({ params }: Operation) =>
  new Set(params.map(({ name }) => name.replace('[]', ''))).size === params.length;
