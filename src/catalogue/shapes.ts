import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { bodyShape } from './body-shape.js';
import { builtInOperations } from './load.js';
import { OperationMatcher } from './match.js';
import { type Operation, signatureOf } from './operation.js';
import type { Shape, ShapeNotation } from './shape.js';

const unzip = promisify(gunzip);

/** The shapes in the package, in the folder of this file. */
const BUILT_IN = join(__dirname, 'shapes.json.gz');

/** What goes into an operation and what comes out of it, in the notation of `shape.ts`. */
export interface OperationShapes {
  readonly body?: ShapeNotation;
  /** The answer with a 2xx. */
  readonly returns?: ShapeNotation;
  /** The year of the reference that `returns` is from, if it is older than the rest of the table. */
  readonly of?: number;
}

/** Shapes by the signature of their operation, `GET /rest/v1.0/companies`. */
export type ShapeTable = Readonly<Record<string, OperationShapes>>;

let builtIn: Promise<ReadonlyMap<string, OperationShapes>> | undefined;

/**
 * The shapes in the package, by the signature of their operation. They are read when they are first needed, once per
 * process: they take 1.8 MB as JSON, and Node-RED's start does not need them.
 */
export function builtInShapes(): Promise<ReadonlyMap<string, OperationShapes>> {
  builtIn ??= readFile(BUILT_IN)
    .then(unzip)
    .then((json) => new Map(Object.entries(JSON.parse(json.toString('utf8')) as ShapeTable)))
    .catch((error: unknown) => {
      builtIn = undefined;
      throw error;
    });
  return builtIn;
}

/** An operation of the package's table, and the shape of its body if that is known. */
export interface KnownWrite {
  readonly operation: Operation;
  readonly body?: Shape;
}

let matcher: Promise<OperationMatcher> | undefined;

/** The operation that a path with values in it belongs to, with its body. Both tables are read by the first call. */
export async function knownWrite(method: string, path: string): Promise<KnownWrite | undefined> {
  matcher ??= builtInOperations()
    .then((operations) => new OperationMatcher(operations))
    .catch((error: unknown) => {
      matcher = undefined;
      throw error;
    });
  const operation = (await matcher).match(method, path);
  if (!operation) return undefined;
  const notation = (await builtInShapes()).get(signatureOf(operation))?.body;
  return { operation, ...(notation !== undefined && { body: bodyShape(operation, notation) }) };
}
