/** The list to read: `rows` rows. */
export interface Job {
  readonly rows: number;
  /** Rows per page; undefined for the tool's default. */
  readonly perPage?: number | undefined;
  /** Pages in flight, for tools that support it. */
  readonly parallel: number;
  /** How this package's node sends rows; other tools have only one way. */
  readonly delivery: 'array' | 'page';
}

/** A way to read a list, in a separate process. */
export interface Tool {
  /** @returns rows that arrived */
  pull(job: Job): Promise<number>;
  /** Makes this many single calls at once, for tools that get their own token. @returns answers that arrived */
  calls?(count: number): Promise<number>;
}

export type StartTool = (origin: string) => Promise<Tool>;

/**
 * The URL of one page of a job's list. A tool without its own page size takes 100 rows per page, which is Procore's
 * default.
 */
export function listUrl(origin: string, { rows, perPage = 100 }: Job, page: number): string {
  return `${origin}/rest/v1.0/projects/${rows}/rfis?page=${page}&per_page=${perPage}`;
}

/** The token for tools that do not ask for one; the list server accepts it. */
export const HEADERS = {
  authorization: 'Bearer bench',
  'procore-company-id': '1',
  accept: 'application/json',
};
