import { asProcoreError, type PlainError } from '../../../src/errors.js';

/** Characters of a sentence that are told: parts of it may be foreign text. */
const LONGEST = 1_000;

/** What a failure tells the editor: the explanation, and nothing of what Procore sent. */
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
 * Answers with what some work gives. Failures come with status 200 and `error`: for the editor they are answers like others.
 * Never throws, and never rejects: what nobody catches in a route ends Node-RED.
 */
export function answer(response: Answering, work: () => Promise<object>): void {
  handled(response, async () => {
    response.json(await work());
  });
}

/** The same for work that answers by itself. */
export function handled(response: Answering, work: () => Promise<void>): void {
  Promise.resolve()
    .then(work)
    .catch((thrown: unknown) => response.json({ error: publicError(thrown) }))
    // The response may be under way already, or what was thrown may throw when it is looked at.
    .catch(() => response.sendStatus(500))
    .catch(() => undefined);
}
