import { idOf, rowOf, textOf } from '../access/foreign.js';
import type { RunOptions } from '../call/run-options.js';
import type { Client } from '../client.js';
import { configError } from '../errors.js';
import { listCompanies, listProjects } from '../operations.js';
import { isWholeList } from '../paging/page.js';
import type { PlanInput } from '../plan.js';
import type { Coverage } from './coverage.js';
import { meetsFilter } from './filter.js';
import type { CoveredCompany, CoveredProject, Id, Piece } from './piece.js';

/** What a run covers at this moment. */
export interface Covered {
  readonly pieces: readonly Piece[];
  /** How many projects there are, without the filter; 0 if the operation is about companies. */
  readonly projects: number;
  /** Whether the lists were read to their ends and stood still, so that what they do not have is not there. */
  readonly isWhole: boolean;
}

/** Notes of lists whether each of them was whole. */
interface Reading {
  isWhole: boolean;
}

/**
 * Finds the companies and projects that a run covers now. Projects that were permitted since the last run are among
 * them.
 * @throws ProcoreError PROCORE_CONFIG if the scope does not suit the operation or no company is known, or why the lists
 * cannot be read
 */
export async function covered(client: Client, coverage: Coverage, run: RunOptions): Promise<Covered> {
  const { scope, ofProjects, companyId = client.connection.companyId, filter } = coverage;
  if (scope === 'projects' && !ofProjects) {
    throw configError(
      'This operation is about a company, so it has no projects to go through.',
      'Set For to all companies, or to this call.',
    );
  }
  if (scope === 'projects' && companyId === undefined) {
    throw configError(
      'No company is chosen.',
      'Choose one in the node, or a default company in the connection.',
    );
  }
  const reading: Reading = { isWhole: true };
  const companies = await companiesOf(client, scope === 'projects' ? companyId : undefined, run, reading);
  if (!ofProjects) return { pieces: companies.map((company) => ({ company })), projects: 0, ...reading };
  const pieces: Piece[] = [];
  let projects = 0;
  for (const company of companies) {
    const list = listProjects(String(company.id), 'all', 'normal');
    for await (const rows of rowsOf(client, list, run, reading)) {
      const found = rows.flatMap(projectOf);
      projects += found.length;
      for (const project of found) if (meetsFilter(project, filter)) pieces.push({ company, project });
    }
  }
  return { pieces, projects, ...reading };
}

/** All companies of the app, or the one with this id, which is named if the list has it. */
async function companiesOf(
  client: Client,
  only: string | undefined,
  run: RunOptions,
  reading: Reading,
): Promise<CoveredCompany[]> {
  const companies: CoveredCompany[] = [];
  // Of one company, nothing but its name is taken from the list.
  const own = only === undefined ? reading : { isWhole: true };
  for await (const rows of rowsOf(client, listCompanies(only), run, own))
    companies.push(...rows.flatMap(companyOf));
  if (only === undefined) return companies;
  return [companies.find(({ id }) => String(id) === only) ?? { id: only, name: '' }];
}

async function* rowsOf(
  client: Client,
  plan: PlanInput,
  run: RunOptions,
  reading: Reading,
): AsyncGenerator<unknown[]> {
  for await (const page of client.pages(plan, { ...run, lane: run.lane ?? 'bulk' })) {
    if (!Array.isArray(page.body) || (page.last && !isWholeList(page))) reading.isWhole = false;
    if (Array.isArray(page.body)) yield page.body;
  }
}

function companyOf(row: unknown): CoveredCompany[] {
  const { id, name } = rowOf(row);
  return isId(id) ? [{ id, name: textOf(name) }] : [];
}

function projectOf(row: unknown): CoveredProject[] {
  const {
    id,
    name,
    project_number: number,
    active,
    project_stage,
    project_type,
    project_region,
  } = rowOf(row);
  if (!isId(id)) return [];
  const known = {
    number: textOf(number),
    active: typeof active === 'boolean' ? active : undefined,
    stage: textOf(rowOf(project_stage).name),
    type: textOf(rowOf(project_type).name),
    region: textOf(rowOf(project_region).name),
  };
  const said = Object.entries(known).filter(([, value]) => value !== undefined && value !== '');
  return [{ id, name: textOf(name), ...Object.fromEntries(said) }];
}

function isId(value: unknown): value is Id {
  return idOf(value) !== undefined;
}
