import { partsOf } from '../../src/catalogue/body-form.js';
import { fieldsOf } from '../../src/catalogue/form.js';
import type { Operation } from '../../src/catalogue/operation.js';
import { RecordSources } from '../../src/catalogue/record-source.js';
import { allBodies } from '../catalogue/bodies/known-bodies.js';
import { shipped } from '../catalogue/operations.js';

/**
 * The operations of the catalogue whose dialogs need most room: those with the longest labels, paths and names, and for
 * each kind of field the operation in which its label is the longest.
 * @param each how many of a kind
 */
export async function longestOperations(each: number): Promise<Operation[]> {
  const operations = shipped();
  const sources = new RecordSources(operations);
  const chosen = new Set<Operation>();
  const addLongest = (
    all: readonly Operation[],
    lengthOf: (operation: Operation) => number,
    most: number,
  ) => {
    const sorted = [...all].sort((a, b) => lengthOf(b) - lengthOf(a));
    for (const operation of sorted.slice(0, most)) chosen.add(operation);
  };
  const forms = new Map(
    operations.map((operation) => [
      operation,
      fieldsOf(operation, sources).filter(({ group }) => group !== 'paging'),
    ]),
  );
  const labelIn = (operation: Operation, kind?: string) =>
    Math.max(
      0,
      ...(forms.get(operation) ?? [])
        .filter((field) => kind === undefined || field.kind === kind)
        .map(({ label }) => label.length),
    );
  addLongest(operations, ({ path }) => path.length, each);
  addLongest(operations, ({ name }) => name.length, each);
  addLongest(operations, ({ tool, resource }) => tool.length + resource.length, each);
  addLongest(operations, (operation) => labelIn(operation), each);
  const kinds = new Set([...forms.values()].flat().map(({ kind }) => kind));
  for (const kind of kinds) addLongest(operations, (operation) => labelIn(operation, kind), 1);
  const bodies = new Map(
    (await allBodies()).map(({ operation, shape }) => {
      const parts = shape.kind === 'object' ? partsOf(shape, undefined, [], operation).shown : [];
      return [operation.id, Math.max(0, ...parts.map(({ label }) => label.length))];
    }),
  );
  addLongest(operations, ({ id }) => bodies.get(id) ?? 0, each);
  return [...chosen];
}
