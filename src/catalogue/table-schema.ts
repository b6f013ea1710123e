import { z } from 'zod';
import { configError } from '../errors.js';
import {
  DECLARED_PAGINGS,
  isOperationPath,
  LONGEST_PATH,
  type Operation,
  RETURNS,
  signatureOf,
} from './operation.js';
import { type CatalogueTable, unpack } from './table.js';

/** Several times the size of Procore's catalogue. A larger table is not accepted. */
const MOST_OPERATIONS = 20_000;
const MOST_ENTRIES = 100_000;
const MOST_OF_ONE = 1_000;

/** One line without control characters, because it is shown in menus and logs. */
const text = z
  .string()
  .max(300)
  .regex(/^\P{Cc}*$/u);
const filled = text.min(1);
const place = z.int().min(0).max(MOST_ENTRIES);
const column = z.array(place).max(MOST_OPERATIONS);

const paramSchema = z.strictObject({
  name: filled,
  in: z.enum(['path', 'query']),
  type: filled,
  required: z.literal(true).optional(),
  format: filled.optional(),
  enum: z
    .array(z.union([text, z.number()]))
    .max(MOST_OF_ONE)
    .optional(),
  default: z.union([text, z.number(), z.boolean()]).optional(),
});

const bodySchema = z.strictObject({
  contentType: filled,
  keys: z.array(filled).max(MOST_OF_ONE),
  required: z.array(filled).max(MOST_OF_ONE),
});

const traitsSchema = z.strictObject({
  companyHeader: z.boolean(),
  returns: z.enum(RETURNS).optional(),
  paging: z.enum(DECLARED_PAGINGS).optional(),
  idempotencyToken: z.literal(true).optional(),
  deprecated: z.literal(true).optional(),
  deprecatedAt: z.iso.date().optional(),
  removed: z.literal(true).optional(),
  beta: z.literal(true).optional(),
  sunset: z.iso.date().optional(),
});

const tableSchema = z.strictObject({
  form: z.literal(1),
  groups: z.array(z.strictObject({ category: text, tool: text, resource: text })).max(MOST_OPERATIONS),
  params: z.array(paramSchema).max(MOST_ENTRIES),
  paramLists: z.array(z.array(place).max(MOST_OF_ONE)).max(MOST_OPERATIONS),
  bodies: z.array(bodySchema).max(MOST_OPERATIONS),
  traits: z.array(traitsSchema).max(MOST_OF_ONE),
  method: column,
  path: z.array(z.string().max(LONGEST_PATH + 10)).max(MOST_OPERATIONS),
  name: z.array(filled).max(MOST_OPERATIONS),
  group: column,
  paramList: column,
  body: z.array(z.int().min(-1).max(MOST_OPERATIONS)).max(MOST_OPERATIONS),
  trait: column,
  ids: z.array(z.tuple([place, filled])).max(MOST_OPERATIONS),
  newer: z
    .array(z.tuple([place, z.string().max(LONGEST_PATH)]))
    .max(MOST_OPERATIONS)
    .optional(),
  // Read by `parseBodies`, when they are needed.
  shapes: z.unknown().optional(),
});

/**
 * The operations of a table from outside: from a request's body, or from a file that anybody may have edited.
 * @throws ProcoreError PROCORE_CONFIG with the first fault
 */
export function parseTable(value: unknown): Operation[] {
  const result = tableSchema.safeParse(value);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw invalid(`${issue?.path.join('.') || 'the whole'}: ${issue?.message}`);
  }
  const operations = unpacked(result.data as CatalogueTable);
  const fault = faultOf(operations);
  if (fault) throw invalid(fault);
  return operations;
}

function unpacked(table: CatalogueTable): Operation[] {
  try {
    return unpack(table);
  } catch (error) {
    throw invalid(error instanceof RangeError ? error.message : String(error));
  }
}

function faultOf(operations: readonly Operation[]): string | undefined {
  if (operations.length === 0) return 'it holds no operation';
  const bad = operations.find(({ path }) => !isOperationPath(path));
  if (bad) return `"${bad.path.slice(0, 100)}" is not the path of an operation`;
  const signatures = new Set(operations.map(signatureOf));
  if (signatures.size < operations.length) return 'it holds an operation twice';
  const ids = new Set(operations.map(({ id }) => id));
  return ids.size < operations.length ? 'two operations have the same id' : undefined;
}

function invalid(reason: string) {
  return configError(
    `This is not a table of operations (${reason.replace(/\.$/, '')}).`,
    'Import the OpenAPI document from Procore’s developer portal again.',
  );
}
