import { bodyShape, shapeOfKeys } from '../../../src/catalogue/body-shape.js';
import { type Operation, signatureOf } from '../../../src/catalogue/operation.js';
import type { Shape } from '../../../src/catalogue/shape.js';
import { builtInShapes } from '../../../src/catalogue/shapes.js';
import { shipped } from '../operations.js';

/** An operation whose body has a form. */
export interface KnownBody {
  readonly operation: Operation;
  readonly shape: Shape;
  /** Whether the table has only its outermost keys. */
  readonly isKeysOnly?: true;
}

/** The operations of the table whose body has a shape: 932 of POST, PUT and PATCH, and those of DELETE. */
async function knownBodies(): Promise<KnownBody[]> {
  const shapes = await builtInShapes();
  return shipped().flatMap((operation) => {
    const notation = shapes.get(signatureOf(operation))?.body;
    return notation === undefined ? [] : [{ operation, shape: bodyShape(operation, notation) }];
  });
}

/** All that have a form, also those of which the table has only the keys. */
export async function allBodies(): Promise<KnownBody[]> {
  const known = await knownBodies();
  const done = new Set(known.map(({ operation }) => operation.id));
  const others = shipped().flatMap((operation): KnownBody[] => {
    const isWrite = operation.method !== 'GET' && !done.has(operation.id);
    const shape = isWrite ? shapeOfKeys(operation) : undefined;
    return shape ? [{ operation, shape, isKeysOnly: true }] : [];
  });
  return [...known, ...others];
}
