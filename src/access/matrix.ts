import type { AccessRow } from './access-row.js';

/** A company or project with one column for each tool. */
export type MatrixRow = Pick<AccessRow, 'company_id' | 'company' | 'project_id' | 'project' | 'access'> &
  Readonly<Record<string, string | null>>;

/** Columns besides the tools. A tool with one of these names gets `(tool)` after it. */
const FIXED = new Set(['company_id', 'company', 'project_id', 'project', 'access']);

/**
 * Rows with tools as columns. Every row has all of them; a cell is empty if the tool belongs to the other kind of row.
 */
export function matrixOf(rows: readonly AccessRow[]): MatrixRow[] {
  const tools = [...new Set(rows.flatMap(({ tool }) => tool ?? []))].sort();
  const empty = Object.fromEntries(tools.map((tool) => [columnOf(tool), '']));
  const places = new Map<string, Record<string, string | null>>();
  for (const { subject, company_id, company, project_id, project, tool, access } of rows) {
    const key = `${company_id}/${project_id ?? ''}`;
    const place = places.get(key) ?? { company_id, company, project_id, project, access: '', ...empty };
    places.set(key, place);
    if (subject === 'company' || subject === 'project') place.access = access;
    if (tool !== null) place[columnOf(tool)] = access;
  }
  return [...places.values()] as MatrixRow[];
}

function columnOf(tool: string): string {
  return FIXED.has(tool) ? `${tool} (tool)` : tool;
}
