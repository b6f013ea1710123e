import type { Given } from './required.js';
import type { Sight } from './sight.js';

/**
 * What the account has on tools. Levels come with the app and are the same everywhere it is installed: one company and one
 * project tell them.
 * @param only the company to look at; the first one otherwise
 */
export async function givenLevels(sight: Sight, only: string | undefined): Promise<Given> {
  const companies = await sight.companies();
  const company = companies.find(({ id }) => only === undefined || id === only);
  if (!company) return { company: undefined, project: undefined };
  const projects = await sight.projects(company);
  const [project] = typeof projects === 'string' ? [] : projects;
  return {
    company: await sight.levels(company),
    project: project && (await sight.levels(company, project)),
  };
}
