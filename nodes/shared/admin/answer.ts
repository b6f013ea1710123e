import { asProcoreError, type PlainError } from '../../../src/errors.js';

/** What a failure tells the editor: the explanation, and nothing of what Procore sent. */
export type PublicError = Pick<PlainError, 'code' | 'cause' | 'fix' | 'who' | 'status'>;

export function told({ code, cause, fix, who, status }: PlainError): PublicError {
  return { code, cause, fix, who, ...(status !== undefined && { status }) };
}

export function publicError(thrown: unknown): PublicError {
  return told(asProcoreError(thrown));
}

/** Answers with what some work gives. Failures come with status 200 and `error`: for the editor they are answers like others. */
export function answer(response: { json(body: object): unknown }, work: () => Promise<object>): void {
  work().then(
    (body) => response.json(body),
    (thrown: unknown) => response.json({ error: publicError(thrown) }),
  );
}
