/**
 * The catalogue's facts about every operation: its parameters, and what goes in and comes out. This is the only file of the
 * simulator that reads a part of the client. It takes data from there, not behaviour, so no mistake can hide in both.
 */
import { builtInOperations } from '../../catalogue/load.js';
import type { Operation, OperationParam } from '../../catalogue/operation.js';
import { type Shape, shapeOf } from '../../catalogue/shape.js';
import { builtInShapes } from '../../catalogue/shapes.js';

export type { Operation, OperationParam, Shape };

/** An operation with the shapes of its body and of its answer, if they are known. */
export interface Fact {
  readonly operation: Operation;
  readonly body: () => Shape | undefined;
  readonly answer: () => Shape | undefined;
}

/** All operations of the catalogue, those that are deprecated or removed among them. */
export async function facts(): Promise<readonly Fact[]> {
  const [operations, shapes] = await Promise.all([builtInOperations(), builtInShapes()]);
  return operations.map((operation) => {
    const known = shapes.get(`${operation.method} ${operation.path}`);
    return {
      operation,
      body: onceAsked(() => (known?.body === undefined ? undefined : shapeOf(known.body))),
      answer: onceAsked(() => (known?.returns === undefined ? undefined : shapeOf(known.returns))),
    };
  });
}

/** Most shapes are never asked for, and reading all of them would make the first answer wait. */
export function onceAsked<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
