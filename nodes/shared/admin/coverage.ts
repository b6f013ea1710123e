import type { Client } from '../../../src/index.js';
import { coverageFor } from '../../../src/scope/coverage.js';
import { scopeFilter } from '../../../src/scope/filter.js';
import type { Scope } from '../../../src/scope/piece.js';
import { covered } from '../../../src/scope/pieces.js';

/** Projects on a page of their list, which is the largest page that Procore gives. */
const PAGE = 300;

/** What a scope covers now, as a dialog shows it. */
export interface ShownCoverage {
  /** What is counted. */
  readonly of: 'projects' | 'companies';
  readonly pieces: number;
  /** How many there are, without the filter. */
  readonly all: number;
  /** About how many requests a message costs: one for each piece, and those for the lists of pieces. */
  readonly requests: number;
}

/** Counts what a message covers now. @throws ProcoreError as a run does */
export async function coverageOf(
  client: Client,
  call: {
    /** @default none: what is counted are the projects */
    readonly path?: string | undefined;
    readonly scope: Exclude<Scope, 'call'>;
    readonly companyId?: string | undefined;
    readonly filter?: unknown;
  },
): Promise<ShownCoverage> {
  const { path, scope, companyId, filter } = call;
  const wanted = { scope, companyId, filter: scopeFilter(filter) };
  const coverage =
    path === undefined
      ? { ...wanted, ofProjects: true }
      : coverageFor(path, await client.operations.find('GET', path), wanted);
  const { pieces, projects } = await covered(client, coverage, { lane: 'interactive' });
  const lists = 1 + Math.ceil(projects / PAGE);
  return {
    of: coverage.ofProjects ? 'projects' : 'companies',
    pieces: pieces.length,
    all: coverage.ofProjects ? projects : pieces.length,
    requests: pieces.length + lists,
  };
}
