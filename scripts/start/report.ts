import type { ExampleResult, Row } from './run-example.js';
import { table } from './table.js';

/** Projects shown per company: enough to see that they exist, few enough for one screen. */
const PROJECTS_SHOWN = 5;

/** Prints what the first example read: its companies, and the first projects of each. */
export function printResult({ companies, projects }: ExampleResult, print: (text: string) => void): void {
  print(`\nCompanies where the demo app is installed (${companies.length}):\n`);
  print(table(companies, ['id', 'name', 'is_active']));
  for (const { id, name } of companies) {
    const own = projects.filter((project) => companyOf(project) === id);
    print(`\nPermitted projects of ${name} (${own.length}):\n`);
    print(table(own.slice(0, PROJECTS_SHOWN), ['project_number', 'name', 'city', 'state_code', 'active']));
    const more = own.length - PROJECTS_SHOWN;
    if (more > 0) print(`  … and ${more} more`);
  }
  print('\nAll of this is simulated data, read over HTTP with a service account’s token.');
}

function companyOf(project: Row): unknown {
  return (project.company as { id?: unknown } | undefined)?.id;
}
