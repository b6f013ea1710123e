/** What a row is about: a company, the account's own user in it, a project, or a tool of either. */
export type Subject = 'company' | 'user' | 'project' | 'tool';

/** The access to a company, a user or a project; for a tool, its level. */
export type Access =
  | 'installed'
  | 'not installed'
  | 'permitted'
  | 'not permitted'
  | 'untouched'
  | 'edited'
  | 'deactivated'
  | 'missing'
  | 'unknown'
  | 'None'
  | 'Read Only'
  | 'Standard'
  | 'Admin';

/** One finding, flat, so that it fits into a CSV file or a database table. */
export interface AccessRow {
  readonly subject: Subject;
  readonly company_id: string;
  readonly company: string;
  /** Null if it concerns the whole company. */
  readonly project_id: string | null;
  readonly project: string | null;
  /** Null unless the row is about a tool. */
  readonly tool: string | null;
  readonly access: Access;
}

/** The tool of a row that stands for all tools, if their levels could not be read. */
export const ALL_TOOLS = '*';

/** The subject of a row as one text: the same thing has the same key in every run. */
export function keyOf({ subject, company_id: company, project_id: project, tool }: AccessRow): string {
  return JSON.stringify([subject, company, project, tool]);
}

/** A row of a company or of one of its projects. */
export function row(
  subject: Subject,
  access: Access,
  company: Named,
  project?: Named | undefined,
  tool: string | null = null,
): AccessRow {
  return {
    subject,
    company_id: company.id,
    company: company.name,
    project_id: project?.id ?? null,
    project: project?.name ?? null,
    tool,
    access,
  };
}

/** A company or project; the name is empty if it is not known. */
export interface Named {
  readonly id: string;
  readonly name: string;
}
