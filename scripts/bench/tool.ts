/** What is to be read: a list of `rows` rows. */
export interface Job {
  readonly rows: number;
  /** Rows a page; undefined for the tool's own choice. */
  readonly perPage?: number | undefined;
  /** Pages in flight, for tools that can. */
  readonly parallel: number;
  /** How this package's node hands rows on; other tools have one way. */
  readonly delivery: 'array' | 'page';
}

/** A way of reading a list, in a process of its own. */
export interface Tool {
  /** @returns rows that arrived */
  pull(job: Job): Promise<number>;
  /** So many single calls at once, for tools that get their own token. @returns answers that arrived */
  calls?(count: number): Promise<number>;
}

export type StartTool = (origin: string) => Promise<Tool>;

/** The list of a job. A tool without a choice of its own takes 100 a page, as Procore does when it is not told. */
export function listUrl(origin: string, { rows, perPage = 100 }: Job, page: number): string {
  return `${origin}/rest/v1.0/projects/${rows}/rfis?page=${page}&per_page=${perPage}`;
}

/** The token that the list server takes from tools that do not ask for one. */
export const HEADERS = {
  authorization: 'Bearer bench',
  'procore-company-id': '1',
  accept: 'application/json',
};
