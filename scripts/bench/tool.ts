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

/** A token and a secret as long as Procore's, since every answer is looked through for them. */
export const TOKEN = `eyJhbGciOiJFUzUxMiJ9.${'eyJhcGlfa2V5Ijo1fQ'.repeat(30)}.bench`;
export const CLIENT_SECRET = '0123456789abcdef'.repeat(4);

/** For tools that do not ask for a token; the list server accepts any. */
export const HEADERS = {
  authorization: `Bearer ${TOKEN}`,
  'procore-company-id': '1',
  accept: 'application/json',
};
