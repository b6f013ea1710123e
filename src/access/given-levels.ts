import type { AccountView } from './account-view.js';
import type { Given } from './required.js';

/**
 * The account's levels on tools. Levels come with the app and are the same wherever it is installed, so one company and
 * one project are enough to know them.
 * @param only the company to look at. @default the first one
 */
export async function givenLevels(view: AccountView, only: string | undefined): Promise<Given> {
  const companies = await view.companies();
  const company = companies.find(({ id }) => only === undefined || id === only);
  if (!company) return { company: undefined, project: undefined };
  const projects = await view.projects(company);
  const [project] = typeof projects === 'string' ? [] : projects;
  return {
    company: await view.levels(company),
    project: project && (await view.levels(company, project)),
  };
}
