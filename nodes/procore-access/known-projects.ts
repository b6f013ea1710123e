import type { AccessRow } from '../../src/access/access-row.js';
import { AccountView } from '../../src/access/account-view.js';
import { type KnownProject, NO_COMPANY } from '../../src/access/audit.js';
import { configError } from '../../src/errors.js';
import type { Look } from './look.js';

/**
 * Projects known from elsewhere: from the message, from the last audit, and from the lists of a second connection. This
 * connection's own lists hold only permitted projects.
 */
export async function knownProjects(look: Look, before: readonly AccessRow[]): Promise<KnownProject[]> {
  const { run, only } = look;
  const { inputs } = run;
  const company = only === undefined ? NO_COMPANY : { id: only, name: '' };
  const given = await inputs.typed(inputs.config.known, inputs.config.knownType, 'known projects');
  const audited = before.flatMap(({ subject, project_id: id, project, ...row }) =>
    subject === 'project' && id !== null
      ? [{ id, name: project ?? '', company: { id: row.company_id, name: row.company } }]
      : [],
  );
  return [...audited, ...(await listed(look)), ...givenProjects(given, company)];
}

async function listed({ run, only }: Look): Promise<KnownProject[]> {
  const { host, inputs, options } = run;
  if (!inputs.config.other) return [];
  const view = new AccountView(await host.connection(inputs.config.other).client(), options, only);
  const known: KnownProject[] = [];
  for (const company of await view.companies()) {
    if (only !== undefined && company.id !== only) continue;
    const projects = await view.projects(company);
    if (typeof projects === 'string') continue;
    for (const project of projects) known.push({ ...project, company });
  }
  return known;
}

/**
 * Accepts one id, a list of ids, or rows from the list projects node or from an audit.
 * @throws ProcoreError PROCORE_CONFIG for anything else
 */
function givenProjects(given: unknown, company: KnownProject['company']): KnownProject[] {
  if (given === undefined || given === null || given === '') return [];
  return [given].flat().map((item: unknown) => {
    const row = typeof item === 'object' && item !== null ? (item as Record<string, unknown>) : { id: item };
    const id = String(row.project_id ?? row.id ?? '').trim();
    if (!/^[1-9]\d{0,18}$/.test(id)) {
      throw configError(
        'The known projects hold something that is no project id.',
        'Give ids or rows of projects.',
      );
    }
    const of =
      typeof row.company === 'object' && row.company !== null ? (row.company as { id?: unknown }) : {};
    const companyId = String(row.company_id ?? of.id ?? company.id);
    const name = typeof row.name === 'string' ? row.name : typeof row.project === 'string' ? row.project : '';
    return { id, name, company: { id: companyId, name: '' } };
  });
}
