import { inOrder } from '../queue/in-order.js';
import { type AccessRow, ALL_TOOLS, type Named, row } from './access-row.js';
import type { AccountView } from './account-view.js';

/** Projects whose levels are read at the same time; the quota sets the speed. */
const AT_ONCE = 4;

/** A project that is known from elsewhere; this account may or may not see it. */
export interface KnownProject extends Named {
  /** {@link NO_COMPANY} if it is not known. */
  readonly company: Named;
}

export const NO_COMPANY: Named = { id: '', name: '' };

export interface AuditOptions {
  /** The companies to look at. @default all companies in which the app is installed */
  readonly companies?: readonly Named[] | undefined;
  /** Projects to report in any case, because no list of this account contains projects that are not permitted. */
  readonly known?: readonly KnownProject[];
}

/**
 * What an account can see and do: company by company, project by project, tool by tool. Yields the rows of one company
 * or one project at a time, in order. What could not be read is `unknown`, and the view notes it in `unread`. Costs one
 * request, one more for the account's name, three per company and one per project, as long as a company's projects fit
 * on a page of 300.
 */
export async function* audit(
  view: AccountView,
  { companies: wanted, known = [] }: AuditOptions,
): AsyncGenerator<AccessRow[], void, undefined> {
  const installed = await view.companies();
  const chosen = wanted ? installed.filter(({ id }) => wanted.some((each) => each.id === id)) : installed;
  const seen = new Set<string>();
  for (const company of chosen) {
    for await (const rows of auditCompany(view, company, ofCompany(known, company))) {
      for (const { project_id: id } of rows) if (id !== null) seen.add(id);
      yield rows;
    }
  }
  const others = wanted ?? known.map(({ company }) => company).filter(({ id }) => id !== '');
  for (const company of unlisted(others, installed)) {
    const projects = ofCompany(known, company);
    for (const { id } of projects) seen.add(id);
    yield [row('company', 'not installed', company), ...hiddenRows(projects, company)];
  }
  const nowhere = ofCompany(known, NO_COMPANY).filter(({ id }) => !seen.has(id));
  if (nowhere.length > 0) yield hiddenRows(nowhere, NO_COMPANY);
}

async function* auditCompany(
  view: AccountView,
  company: Named,
  known: readonly KnownProject[],
): AsyncGenerator<AccessRow[], void, undefined> {
  const projects = await view.projects(company);
  if (projects === 'refused') {
    yield [row('company', 'not installed', company)];
    return;
  }
  if (projects === 'unread') {
    const places = unlisted(known, []).map((project) => row('project', 'unknown', company, project));
    yield [row('company', 'unknown', company), ...places];
    return;
  }
  const user = row('user', await view.user(company), company);
  yield [row('company', 'installed', company), user, ...(await toolRows(view, company))];
  const permitted = inOrder(
    () => projects.length,
    AT_ONCE,
    async (index) => {
      const project = projects[index] as Named;
      return [row('project', 'permitted', company, project), ...(await toolRows(view, company, project))];
    },
    () => undefined,
  );
  yield* permitted;
  const hidden = unlisted(known, projects);
  if (hidden.length > 0) yield hiddenRows(hidden, company);
}

async function toolRows(view: AccountView, company: Named, project?: Named): Promise<AccessRow[]> {
  const levels = await view.levels(company, project);
  if (!levels) return [row('tool', 'unknown', company, project, ALL_TOOLS)];
  return levels.map(({ tool, level }) => row('tool', level, company, project, tool));
}

function hiddenRows(projects: readonly Named[], company: Named): AccessRow[] {
  return unlisted(projects, []).map((project) => row('project', 'not permitted', company, project));
}

function ofCompany(known: readonly KnownProject[], { id }: Named): KnownProject[] {
  return known.filter(({ company }) => company.id === id);
}

/** The elements of `some` that are not in `others`, each once. */
function unlisted<T extends Named>(some: readonly T[], others: readonly Named[]): T[] {
  const listed = new Set(others.map(({ id }) => id));
  return some.filter(({ id }) => !listed.has(id) && listed.add(id));
}
