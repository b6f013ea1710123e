/** What a run covers: the call as it is, every permitted project of one company, or every company of the app. */
export const SCOPES = ['call', 'projects', 'companies'] as const;
export type Scope = (typeof SCOPES)[number];

/** An id as Procore sends it: a number, or a text if it is too large for one. */
export type Id = number | string;

export interface CoveredCompany {
  readonly id: Id;
  readonly name: string;
}

/** A project as it can be filtered and named. What Procore does not say is absent. */
export interface CoveredProject {
  readonly id: Id;
  readonly name: string;
  readonly number?: string;
  readonly active?: boolean;
  readonly stage?: string;
  readonly type?: string;
  readonly region?: string;
}

/** A part of a run that is read, and may fail, by itself. */
export interface Piece {
  readonly company: CoveredCompany;
  /** Absent if the operation is about a company. */
  readonly project?: CoveredProject;
}

/** Columns that say where a row is from. Columns of the row itself win, unless they are empty. */
export function tagged(row: unknown, { company, project }: Piece): unknown {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) return row;
  const tags: Record<string, unknown> = {
    company_id: company.id,
    ...(project && {
      project_id: project.id,
      project_name: project.name,
      project_number: project.number ?? null,
    }),
  };
  const own = row as Readonly<Record<string, unknown>>;
  const rest = { ...own };
  for (const name in tags) if (own[name] === null || own[name] === undefined) delete rest[name];
  return { ...tags, ...rest };
}
