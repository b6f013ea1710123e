import type { RunOptions } from '../call/run-options.js';
import { type ToolLevel, toolLevels } from '../catalogue/levels.js';
import type { Client } from '../client.js';
import { asProcoreError, type ErrorCode, type PlainError } from '../errors.js';
import { listCompanies, listProjects, listWebhooks, showPermissions } from '../operations.js';
import type { PlanInput } from '../plan.js';
import { namedRows, rowOf, textOf } from './foreign.js';
import { allRows } from './rows.js';

export type { ToolLevel };

/** The steps, in order. If a step fails that later ones need, or as they would all fail now, the check ends. */
export const CHECK_STEPS = [
  'token',
  'me',
  'companies',
  'company',
  'projects',
  'companyTools',
  'projectTools',
  'webhooks',
] as const;
export type CheckStep = (typeof CHECK_STEPS)[number];

/** What one step found, or why it failed. */
export interface Check {
  readonly step: CheckStep;
  /** `warn`: it works, but probably not as intended, e.g. there is no permitted project. */
  readonly verdict: 'ok' | 'warn' | 'failed';
  readonly count?: number;
  readonly name?: string;
  readonly tools?: readonly ToolLevel[];
  readonly error?: PlainError;
}

/** Failures that every further call would end with now: each would wait as long as the first did. */
const OF_ALL: ReadonlySet<ErrorCode> = new Set(['PROCORE_RATE_LIMITED', 'PROCORE_UNAVAILABLE']);

/**
 * Checks whether a connection works and what it can see: token, account, companies, the company, its permitted
 * projects, the levels on tools (the company's and one project's), webhooks. Takes seven requests at most besides the
 * token's, and more only if lists have several pages or a refusal has to be explained. Never throws: an error becomes
 * the verdict of its step.
 * @param companyId the company to look at. @default the account's only company
 */
export async function checkConnection(
  client: Client,
  companyId: string | undefined,
  run: RunOptions = {},
): Promise<Check[]> {
  const checks: Check[] = [];
  let isOver = false;
  const step = async <T>(name: CheckStep, work: () => Promise<[facts: Partial<Check>, found: T]>) => {
    if (isOver) return undefined;
    try {
      const [facts, found] = await work();
      checks.push({ step: name, verdict: 'ok', ...facts });
      return found;
    } catch (thrown) {
      const error = asProcoreError(thrown);
      isOver = OF_ALL.has(error.code);
      checks.push({ step: name, verdict: 'failed', error: error.toJSON() });
      return undefined;
    }
  };
  const body = async (plan: PlanInput) => {
    for await (const page of client.pages(plan, run)) return page.body;
    throw new Error('No answer came.');
  };

  if (!(await step('token', async () => [{}, await client.token(run.signal)]))) return checks;
  await step('me', async () => {
    const { name, login } = rowOf(await body({ method: 'GET', path: '/rest/v1.0/me' }));
    return [{ name: textOf(name) || textOf(login) }, true];
  });
  const companies = await step('companies', async () => {
    const rows = namedRows(await allRows(client, listCompanies(undefined), run));
    return [{ count: rows.length, verdict: rows.length > 0 ? 'ok' : 'warn' }, rows];
  });
  const company = companyId ?? (companies?.length === 1 ? companies[0]?.id : undefined);
  if (company === undefined) return checks;

  const known = companies?.find(({ id }) => id === company);
  const projects = await step('company', async () => {
    const rows = namedRows(await allRows(client, listProjects(company, 'all', 'compact'), run));
    return [{ name: known?.name || company }, rows];
  });
  if (!projects) return checks;
  checks.push({ step: 'projects', verdict: projects.length > 0 ? 'ok' : 'warn', count: projects.length });

  const levels = async (projectId: string | undefined): Promise<[Partial<Check>, true]> => {
    const tools = toolLevels(await body(showPermissions(company, projectId)));
    return [{ tools: tools.filter(({ level }) => level !== 'None') }, true];
  };
  await step('companyTools', () => levels(undefined));
  const [project] = projects;
  if (project) {
    await step('projectTools', async () => {
      const [facts] = await levels(project.id);
      return [{ ...facts, name: project.name || project.id }, true];
    });
  }
  await step('webhooks', async () => {
    const rows = await allRows(client, listWebhooks(company), run);
    return [{ count: rows.length }, rows];
  });
  return checks;
}
