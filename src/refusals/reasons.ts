import type { Level } from '../catalogue/levels.js';
import type { ErrorContext, ErrorFacts, Reason } from '../errors.js';

export type Explanation = Pick<ErrorFacts, 'code' | 'cause' | 'fix' | 'who' | 'reason' | 'transient'>;

/** What the explanation of a reason mentions, as far as it is known. */
export interface Particulars extends ErrorContext {
  readonly status: number;
  /** The tool of the call, as users know it. */
  readonly tool?: string | undefined;
  readonly level?: Level | undefined;
  readonly needed?: Level | undefined;
  /** The company named in the path or query, if it is not the one that the call was sent for. */
  readonly named?: string | undefined;
  /** ` Procore says: …`, or empty. */
  readonly said?: string | undefined;
}

const MANIFEST =
  'in the permissions of the app in the developer portal, have the update installed in App Management, and set the ' +
  'permitted projects again.';

/** A reason as code, cause, fix and who can fix it. */
export function explained(reason: Reason, about: Particulars): Explanation {
  return { ...TELL[reason](about), reason };
}

const TELL: Readonly<Record<Reason, (about: Particulars) => Omit<Explanation, 'reason'>>> = {
  'app not installed': (about) => ({
    code: 'PROCORE_NOT_INSTALLED',
    cause: `The app is not installed in ${company(about)}.`,
    fix: 'Ask an administrator of that company to install it: Company Admin, App Management, Install Custom App.',
    who: 'company administrator',
  }),
  'project not permitted': (about) => ({
    code: 'PROCORE_NOT_PERMITTED',
    cause: `Project ${about.projectId} is not a permitted project of this app in ${company(about)} (${about.status}).`,
    fix:
      'If the id is right, ask an administrator of the company to add it to the permitted projects of the app in App ' +
      'Management. They must be set again after every app update.',
    who: 'company administrator',
  }),
  'tool off': (about) => ({
    code: 'PROCORE_NOT_PERMITTED',
    cause: `${about.tool} is switched off for this account in ${place(about)} (${about.status}).`,
    fix: `See that the tool is switched on there; then give the app at least ${about.needed} on it ${MANIFEST}`,
    who: 'developer',
  }),
  'level too low': (about) => ({
    code: 'PROCORE_NOT_PERMITTED',
    cause:
      `The level of this account on ${about.tool} in ${place(about)} is ${about.level}; ` +
      `this takes ${about.needed} (${about.status}).`,
    fix: `Raise ${about.tool} to ${about.needed} ${MANIFEST}`,
    who: 'developer',
  }),
  'wrong environment': () => ({
    code: 'PROCORE_AUTH',
    cause:
      'Procore did not accept the access token, not even a fresh one. The key belongs to another environment.',
    fix: 'Choose the environment in the connection that the key was made for. A sandbox has other hosts and other keys.',
    who: 'developer',
  }),
  'company missing': ({ status }) => ({
    ...(status === 403 || status === 404
      ? {
          // Procore often answers such calls, so the code follows the status.
          code: status === 403 ? 'PROCORE_NOT_PERMITTED' : 'PROCORE_NOT_FOUND',
          cause: `Procore needs a company for this call and none was set (${status}).`,
        }
      : {
          code: 'PROCORE_CONFIG',
          cause: 'Procore needs a company for this call and none was set.',
        }),
    fix: 'Enter one company ID in the node, or as the default company of the connection.',
    who: 'developer',
  }),
  'company wrong': (about) => ({
    code: 'PROCORE_CONFIG',
    ...(about.named
      ? {
          cause: `The path or query names company ${about.named}, but the call was sent for ${company(about)} (${about.status}).`,
          fix: 'Use the same company in both.',
        }
      : {
          cause: `This account has no access to ${company(about)} (${about.status}).`,
          fix: 'Choose one of the companies that list companies returns.',
        }),
    who: 'developer',
  }),
  'record refused': (about) => ({
    code: 'PROCORE_NOT_PERMITTED',
    cause:
      `This account may not do that in ${place(about)} (${about.status}), although its level on ${about.tool} is ` +
      `${about.level}.${about.said ?? ''}`,
    fix: 'The record may be private, or the action may need a higher level. Ask someone with Admin on the tool to check.',
    who: about.projectId ? 'project administrator' : 'company administrator',
  }),
  'record locked': (about) => ({
    code: 'PROCORE_CONFLICT',
    cause: `The record is locked (${about.status}).${about.said ?? ''}`,
    fix: 'Have it unlocked, reopened or released by whoever holds it, then send it again.',
    who: about.projectId ? 'project administrator' : 'company administrator',
  }),
  'no such operation': (about) => ({
    code: 'PROCORE_NOT_FOUND',
    cause: `No operation has this method and path (${about.status}).${about.said ?? ''}`,
    fix:
      'Check the path and its version. The demo has the operations that this package brings along, and none that were ' +
      'imported or are not in Procore’s reference.',
    who: 'developer',
  }),
  missing: (about) => ({
    code: 'PROCORE_NOT_FOUND',
    cause: about.tool
      ? `${about.tool} in ${place(about)} has no such record (${about.status}), although this account may look there.`
      : `Procore found nothing at this path (${about.status}), although this account sees ${place(about)}.`,
    fix: 'Check the path and the IDs in it. The record may have been deleted, moved, or made private.',
    who: 'developer',
  }),
};

function place(about: ErrorContext): string {
  return about.projectId ? `project ${about.projectId}` : company(about);
}

/** `company 7`, or `this company` if none is known. */
export function company({ companyId }: ErrorContext): string {
  return companyId ? `company ${companyId}` : 'this company';
}
