import { bodyShape } from '../../../src/catalogue/body-shape.js';
import { type Operation, signatureOf } from '../../../src/catalogue/operation.js';
import type { Shape } from '../../../src/catalogue/shape.js';
import { builtInShapes } from '../../../src/catalogue/shapes.js';
import { shipped } from '../operations.js';

/** An operation whose body has a shape, which its form is made of. */
export interface KnownBody {
  readonly operation: Operation;
  readonly shape: Shape;
}

/** The operations of the table whose body has a shape: 932 of POST, PUT and PATCH, and those of DELETE. */
export async function knownBodies(): Promise<KnownBody[]> {
  const shapes = await builtInShapes();
  return shipped().flatMap((operation) => {
    const notation = shapes.get(signatureOf(operation))?.body;
    return notation === undefined ? [] : [{ operation, shape: bodyShape(operation, notation) }];
  });
}
