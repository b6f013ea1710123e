import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { bodyShape } from './body-shape.js';
import type { Edition } from './drift.js';
import type { Catalogue, CatalogueStore } from './load.js';
import { OperationMatcher } from './match.js';
import { type Operation, signatureOf } from './operation.js';
import { type Shape, type ShapeNotation, shapeOf } from './shape.js';
import { overlaid } from './shape-merge.js';
import { notationOf } from './shape-notation.js';

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

/** An operation of the catalogue, and the shape of its body if that is known. */
export interface KnownWrite {
  readonly operation: Operation;
  readonly body?: Shape;
}

/**
 * The bodies that are known in this Node-RED: those of the package, and over them what an import describes. Everything is
 * read with the first question, and again after another import.
 */
export class KnownBodies {
  #matcher: { readonly of: Catalogue; readonly operations: OperationMatcher } | undefined;

  constructor(private readonly store: CatalogueStore) {}

  /** The operation that a path with values in it belongs to, with its body. */
  async write(method: string, path: string): Promise<KnownWrite | undefined> {
    const catalogue = await this.store.load();
    if (this.#matcher?.of !== catalogue) {
      this.#matcher = { of: catalogue, operations: new OperationMatcher(catalogue.operations) };
    }
    const operation = this.#matcher.operations.match(method, path);
    if (!operation) return undefined;
    const notation = await this.body(signatureOf(operation));
    return { operation, ...(notation !== undefined && { body: bodyShape(operation, notation) }) };
  }

  /** The body of one operation; undefined if nothing is known. */
  async body(signature: string): Promise<ShapeNotation | undefined> {
    const [shapes, imported] = await Promise.all([builtInShapes(), this.store.bodies()]);
    return newest(imported.get(signature), shapes.get(signature)?.body);
  }

  /** Everything that is known now, to be compared with what is known later. */
  async edition(): Promise<Edition> {
    const [{ operations }, shapes, imported] = await Promise.all([
      this.store.load(),
      builtInShapes(),
      this.store.bodies(),
    ]);
    const bodies = new Map<string, ShapeNotation>();
    for (const signature of [...shapes.keys(), ...imported.keys()]) {
      const body = newest(imported.get(signature), shapes.get(signature)?.body);
      if (body !== undefined) bodies.set(signature, body);
    }
    return { operations, bodies };
  }
}

function newest(
  imported: ShapeNotation | undefined,
  builtIn: ShapeNotation | undefined,
): ShapeNotation | undefined {
  if (imported === undefined || builtIn === undefined) return imported ?? builtIn;
  return notationOf(overlaid(shapeOf(imported), shapeOf(builtIn)));
}
