import { type ErrorDetail, type FailedAnswer, ProcoreError } from '../errors.js';

const SIGN_IN = 'Sign in again in the dialog of the Procore connection.';

/** Nobody has signed in, or the user has signed out. */
export function notSignedIn(): ProcoreError {
  return new ProcoreError({
    code: 'PROCORE_AUTH',
    cause: 'This connection acts as a user, and nobody is signed in.',
    fix: 'Sign in in the dialog of the Procore connection.',
    who: 'developer',
  });
}

/** Why a sign-in is over. */
export type Ended = 'refused' | 'interrupted';

const ENDINGS: Record<Ended, string> = {
  refused: 'The sign-in is over: Procore no longer takes its refresh token.',
  interrupted:
    'The sign-in was lost: Node-RED or its network broke off while it was being renewed, and Procore takes a refresh ' +
    'token only once.',
};

/** Procore will not renew the sign-in: only a person can help. */
export function signInEnded(why: Ended, answer?: FailedAnswer): ProcoreError {
  const facts = { code: 'PROCORE_AUTH', cause: ENDINGS[why], fix: SIGN_IN, who: 'developer' } as const;
  return new ProcoreError(facts, answer);
}

/** The stored sign-in cannot be used. @param why one sentence */
export function signInUnreadable(why: string): ProcoreError {
  return new ProcoreError({ code: 'PROCORE_AUTH', cause: why, fix: SIGN_IN, who: 'developer' });
}

/**
 * A sign-in cannot be stored, so it is not renewed either: the next token would be lost. @param why the store's message
 */
export function signInUnwritable({ code, cause, fix, who }: ProcoreError): ProcoreError {
  return new ProcoreError({ code, cause: `The sign-in cannot be written. ${cause}`, fix, who });
}

/** Procore answered with an OAuth error, in the redirect of the sign-in page or when the code was exchanged. */
export function codeRefused(error: string, details: readonly ErrorDetail[]): ProcoreError {
  const declined = error === 'access_denied';
  // It came through a browser, so it is shown only if it can be an OAuth error.
  const shown = /^[a-z_]{1,40}$/.test(error) ? error : 'unknown';
  return new ProcoreError({
    code: 'PROCORE_AUTH',
    cause: declined
      ? 'The sign-in was declined on Procore’s page.'
      : `Procore did not take the code of this sign-in (${shown}).`,
    fix: declined
      ? 'Sign in again, and allow the access.'
      : 'Sign in again: a code is good once, for ten minutes, and only with the redirect address it was made for.',
    who: 'developer',
    details,
  });
}
