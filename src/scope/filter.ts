import { z } from 'zod';
import { configError } from '../errors.js';
import type { CoveredProject } from './piece.js';

const words = z.union([z.string(), z.array(z.string())]);
const ids = z.union([z.union([z.string(), z.number()]), z.array(z.union([z.string(), z.number()]))]);

const filterSchema = z.strictObject({
  /** @default both */
  active: z.boolean().nullish(),
  /** Names; one of several is enough. Case does not matter. */
  stage: words.nullish(),
  type: words.nullish(),
  region: words.nullish(),
  /** A part of the project's name or number. */
  name: words.nullish(),
  ids: ids.nullish(),
});

/** Which projects a run covers. A project must meet everything that is there. */
export type ScopeFilter = z.output<typeof filterSchema>;

/**
 * Reads a filter that a flow gave.
 * @throws ProcoreError PROCORE_CONFIG naming what is wrong
 */
export function scopeFilter(given: unknown): ScopeFilter {
  if (given === undefined || given === null || given === '') return {};
  const { data, error } = filterSchema.safeParse(given);
  if (data) return data;
  const [issue] = error.issues;
  const unknown = issue?.code === 'unrecognized_keys' ? `"${issue.keys[0]}" is unknown` : undefined;
  throw configError(
    `The filter for projects cannot be read: ${unknown ?? `"${issue?.path.join('.')}" is of the wrong type`}.`,
    'Use active (true or false), stage, type, region, name (texts) and ids.',
  );
}

export function meetsFilter(project: CoveredProject, filter: ScopeFilter): boolean {
  const { active, stage, type, region, name, ids } = filter;
  return (
    (active === undefined || active === null || project.active === active) &&
    isAmong(project.stage, stage) &&
    isAmong(project.type, type) &&
    isAmong(project.region, region) &&
    holds(`${project.number ?? ''} ${project.name}`, name) &&
    (isEmpty(ids) || listOf(ids).map(String).includes(String(project.id)))
  );
}

function isAmong(value: string | undefined, wanted: unknown): boolean {
  return isEmpty(wanted) || listOf(wanted).some((each) => folded(each) === folded(value ?? ''));
}

function holds(text: string, wanted: unknown): boolean {
  return isEmpty(wanted) || listOf(wanted).some((each) => folded(text).includes(folded(each)));
}

/** An empty list means no project, as an empty list of ids means no row elsewhere; an empty text means no filter. */
function isEmpty(wanted: unknown): boolean {
  return wanted === undefined || wanted === null || wanted === '';
}

function listOf(wanted: unknown): readonly unknown[] {
  return Array.isArray(wanted) ? wanted : [wanted];
}

function folded(value: unknown): string {
  return String(value).trim().toLowerCase();
}
