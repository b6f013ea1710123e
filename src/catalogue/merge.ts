import { type Operation, signatureOf, withOwnIds } from './operation.js';
import { unversioned } from './versions.js';

type Group = Pick<Operation, 'category' | 'tool' | 'resource'>;

/**
 * Merges imported operations into the built-in ones. An imported operation replaces the built-in one with the same
 * method and path; others are added at the end. If an imported operation does not say where it belongs, it gets the
 * place of the built-in one, or of another version or method of it. Marks that no imported operation has, such as beta,
 * are not spoken of in the import, so the built-in ones stay.
 */
export function merge(builtIn: readonly Operation[], imported: readonly Operation[]): Operation[] {
  const groups = new Map<string, Group>();
  for (const operation of builtIn) {
    for (const key of [signatureOf(operation), unversioned(operation.path)]) {
      if (!groups.has(key)) groups.set(key, operation);
    }
  }
  const merged = new Map(builtIn.map((operation) => [signatureOf(operation), operation]));
  const isTold = (mark: Mark) => imported.some((operation) => operation[mark] !== undefined);
  const untold = MARKS.filter((mark) => !isTold(mark));
  for (const operation of imported) {
    const signature = signatureOf(operation);
    const known = merged.get(signature);
    const group = groups.get(signature) ?? groups.get(unversioned(operation.path));
    merged.set(signature, { ...filed(operation, group), ...marksOf(known, untold) });
  }
  return withOwnIds([...merged.values()]);
}

/** `removed` is not among them: what an import has is in the reference. */
const MARKS = ['deprecated', 'deprecatedAt', 'beta', 'sunset', 'newer'] as const;
type Mark = (typeof MARKS)[number];

function marksOf(known: Operation | undefined, marks: readonly Mark[]): Partial<Operation> {
  return Object.fromEntries(
    marks.flatMap((mark) => (known?.[mark] === undefined ? [] : [[mark, known[mark]]])),
  );
}

const NOWHERE: Group = { category: 'Other', tool: 'Other', resource: 'other' };

function filed(operation: Operation, known: Group = NOWHERE): Operation {
  if (operation.category !== '') return operation;
  // A tool without a category may be a tag of any document, so the built-in place is more reliable.
  const tool = known === NOWHERE ? operation.tool || known.tool : known.tool;
  const resource = known === NOWHERE ? operation.resource || known.resource : known.resource;
  return { ...operation, category: known.category, tool, resource };
}
