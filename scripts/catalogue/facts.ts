/** The facts that the shipped catalogue is made from: a folder of files with one operation per line, as JSON. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Operation,
  type OperationParam,
  paramsInOrder,
  signatureOf,
} from '../../src/catalogue/operation.js';
import type { OperationShapes, ShapeTable } from '../../src/catalogue/shapes.js';
import { type Amendment, amended } from './amend.js';
import { withSuccessors } from './successors.js';

/** Every operation of one edition of Procore's reference. */
const OPERATIONS = 'operations.ndjson';
/** What bodies and answers look like inside, by the ids of operations. */
const SHAPES = 'shapes.ndjson';

/** Days from which Procore may refuse operations, where the files do not say it. */
const SUNSETS: ReadonlyArray<readonly [paths: RegExp, day: string]> = [
  // All of them are deprecated in the reference of September 2026; v2.0 replaces them.
  [/^\/rest\/v1\.0\/webhooks\//, '2026-09-16'],
];

export interface Facts {
  readonly operations: readonly Operation[];
  readonly shapes: ShapeTable;
}

/**
 * Reads `operations.ndjson`, `shapes.ndjson`, and every other `.ndjson` file of the folder, in the order of their names,
 * as amendments: what newer editions have added, changed, deprecated and left out.
 * @throws if one of the two is missing: without shapes, every body of the shipped catalogue would be lost
 */
export function readFacts(folder: string): Facts {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.ndjson'))
    .sort();
  const base = linesOf(folder, OPERATIONS).map(operationOf);
  const later = files.filter((name) => name !== OPERATIONS && name !== SHAPES);
  const newest = later
    .reduce<readonly Operation[]>(
      (before, name) => amended(before, linesOf(folder, name) as unknown as Amendment[]),
      base,
    )
    .map(withSunset);
  const operations = withSuccessors(newest);
  const signatures = new Map(operations.map((operation) => [operation.id, signatureOf(operation)]));
  const shapes: Record<string, OperationShapes> = {};
  for (const line of linesOf(folder, SHAPES)) {
    const { id, body, returns, of } = line as unknown as { id: string } & OperationShapes;
    const signature = signatures.get(id);
    if (signature === undefined) continue;
    // Some reads list the filters of a search as a body; a GET is sent without one.
    const takesBody = body !== undefined && !signature.startsWith('GET ');
    const known = {
      ...(takesBody && { body }),
      ...(returns !== undefined && { returns }),
      ...(of && { of }),
    };
    if (Object.keys(known).length > 0) shapes[signature] = known;
  }
  return { operations, shapes };
}

function withSunset(operation: Operation): Operation {
  const day = SUNSETS.find(([paths]) => paths.test(operation.path))?.[1];
  return day === undefined || operation.sunset ? operation : { ...operation, sunset: day };
}

/** Null stands for a missing value. */
function linesOf(folder: string, name: string): Array<Record<string, unknown>> {
  const lines = readFileSync(join(folder, name), 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => {
    const told: [string, unknown][] = Object.entries(JSON.parse(line));
    return Object.fromEntries(told.filter(([, value]) => value !== null));
  });
}

function operationOf(line: Record<string, unknown>): Operation {
  const told = line as unknown as Operation & { readonly params?: readonly OperationParam[] };
  return { ...told, params: paramsInOrder(told.path, told.params ?? []) };
}
