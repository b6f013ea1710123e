import { asProcoreError, type ProcoreError } from '../../../src/errors.js';

/** What a failure tells the editor: the explanation, and nothing of what Procore sent. */
type PublicError = Pick<ProcoreError, 'code' | 'cause' | 'fix' | 'who' | 'status'>;

export function publicError(thrown: unknown): PublicError {
  const { code, cause, fix, who, status } = asProcoreError(thrown);
  return { code, cause, fix, who, status };
}

/** Answers with what some work gives. Failures come with status 200 and `error`: for the editor they are answers like others. */
export function answer(response: { json(body: object): unknown }, work: () => Promise<object>): void {
  work().then(
    (body) => response.json(body),
    (thrown: unknown) => response.json({ error: publicError(thrown) }),
  );
}
