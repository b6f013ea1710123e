/** What a row is about: a company, the account's own user in it, a project, or a tool of either. */
export type Subject = 'company' | 'user' | 'project' | 'tool';

/** What there is to be said of a company, a user or a project; of a tool it is its level. */
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

/** One finding, flat, so that it can go into a CSV file or a table of a database as it is. */
export interface AccessRow {
  readonly subject: Subject;
  readonly company_id: string;
  readonly company: string;
  /** Null for what concerns the whole company. */
  readonly project_id: string | null;
  readonly project: string | null;
  /** Null but for a tool. */
  readonly tool: string | null;
  readonly access: Access;
}

/** The tool of a row that stands for all tools, where their levels could not be read. */
export const ALL_TOOLS = '*';

/** What a row is about, as one text: two runs tell of the same thing under the same key. */
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

/** A company or project; the name is empty where it is not known. */
export interface Named {
  readonly id: string;
  readonly name: string;
}
