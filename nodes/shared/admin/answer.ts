import { asProcoreError, type PlainError } from '../../../src/errors.js';

/** Most characters of a sentence that are sent: parts of it may be text from elsewhere. */
const LONGEST = 1_000;

/** What the editor gets of a failure: the explanation, and nothing that Procore sent. */
export type PublicError = Pick<PlainError, 'code' | 'cause' | 'fix' | 'who' | 'status'>;

export function told({ code, cause, fix, who, status }: PlainError): PublicError {
  return {
    code,
    cause: cause.slice(0, LONGEST),
    fix: fix.slice(0, LONGEST),
    who,
    ...(status !== undefined && { status }),
  };
}

function publicError(thrown: unknown): PublicError {
  return told(asProcoreError(thrown));
}

/** The part of a response that an answer needs. */
interface Answering {
  json(body: object): unknown;
  sendStatus(status: number): unknown;
}

/**
 * Answers with the result of some work. Failures are sent with status 200 and `error`: for the editor they are answers
 * like others. Never throws, and never rejects: a rejection that nothing catches in a route ends Node-RED.
 */
export function answer(response: Answering, work: () => Promise<object>): void {
  handled(response, async () => {
    response.json(await work());
  });
}

/** The same for work that sends its answer itself. */
export function handled(response: Answering, work: () => Promise<void>): void {
  Promise.resolve()
    .then(work)
    .catch((thrown: unknown) => response.json({ error: publicError(thrown) }))
    // The response may have begun already, or the thrown value may throw when it is read.
    .catch(() => response.sendStatus(500))
    .catch(() => undefined);
}
