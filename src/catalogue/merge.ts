import { type Operation, signatureOf, withOwnIds } from './operation.js';
import { unversioned } from './versions.js';

type Group = Pick<Operation, 'category' | 'tool' | 'resource'>;

/**
 * Merges imported operations into the built-in ones. An imported operation replaces the built-in one with the same
 * method and path; others are added at the end. If an imported operation does not say where it belongs, it gets the
 * place of the built-in one, or of another version or method of it.
 */
export function merge(builtIn: readonly Operation[], imported: readonly Operation[]): Operation[] {
  const groups = new Map<string, Group>();
  for (const operation of builtIn) {
    for (const key of [signatureOf(operation), unversioned(operation.path)]) {
      if (!groups.has(key)) groups.set(key, operation);
    }
  }
  const merged = new Map(builtIn.map((operation) => [signatureOf(operation), operation]));
  for (const operation of imported) {
    const signature = signatureOf(operation);
    const group = groups.get(signature) ?? groups.get(unversioned(operation.path));
    merged.set(signature, filed(operation, group));
  }
  return withOwnIds([...merged.values()]);
}

const NOWHERE: Group = { category: 'Other', tool: 'Other', resource: 'other' };

function filed(operation: Operation, known: Group = NOWHERE): Operation {
  if (operation.category !== '') return operation;
  // A tool without a category may be a tag of any document, so the built-in place is more reliable.
  const tool = known === NOWHERE ? operation.tool || known.tool : known.tool;
  const resource = known === NOWHERE ? operation.resource || known.resource : known.resource;
  return { ...operation, category: known.category, tool, resource };
}
