import { builtInOperations } from '../catalogue/load.js';
import { OperationMatcher } from '../catalogue/match.js';
import { signatureOf } from '../catalogue/operation.js';
import { builtInShapes } from '../catalogue/shapes.js';
import type { Row } from './column.js';
import { type Place, placesOf } from './from-shape.js';

/**
 * What the catalogue knows about the rows of an operation; nothing if it does not know the operation. Several operations
 * may have the same name, such as versions of one: then a row tells which of them it is from.
 * @param operation as `msg.procore.operation` has it: a name, or a method and a path
 */
export async function knownPlaces(operation: unknown, row: Row = {}): Promise<readonly Place[]> {
  if (typeof operation !== 'string' || operation === '') return [];
  const [operations, shapes] = await Promise.all([builtInOperations(), builtInShapes()]);
  const [method = '', path = ''] = operation.split(' ');
  const matched = path.startsWith('/')
    ? [new OperationMatcher(operations).match(method, path)]
    : operations.filter(({ name }) => name === operation);
  const candidates = matched.flatMap((each) => {
    const returns = each && shapes.get(signatureOf(each))?.returns;
    return returns === undefined ? [] : [placesOf(returns)];
  });
  const likeness = (places: readonly Place[]) =>
    new Set(places.map(({ path: [first = ''] }) => first).filter((first) => Object.hasOwn(row, first))).size;
  const [best] = candidates.sort((one, other) => likeness(other) - likeness(one));
  return best ?? [];
}
