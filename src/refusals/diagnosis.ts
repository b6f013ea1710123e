import { levelOn, reaches, type ToolLevel } from '../catalogue/levels.js';
import type { Needs } from '../catalogue/needs.js';
import type { FailedAnswer, Reason } from '../errors.js';
import { reasonCodes, refusalText } from './details.js';
import type { Particulars } from './reasons.js';

/** What was asked for when Procore refused. */
export interface Asked {
  /** The company of the header, or else the one in the path or query. */
  readonly companyId: string | undefined;
  /** The company named in the path or query, if there is one. */
  readonly namedCompany: string | undefined;
  readonly projectId: string | undefined;
  /** What the operation needs; undefined if it is not in the catalogue. */
  readonly needs: Needs | undefined;
  /** Whether Procore's specification wants a company for the operation. */
  readonly wantsCompany: boolean;
}

/** Result of a lookup: seen, refused, or unknown. */
export type Look<T> = { readonly seen: T } | { readonly refused: FailedAnswer } | 'unknown';

/** What is known besides the refusal. What is absent has not been looked up yet. */
export interface Evidence {
  /** Ids of the companies that List Companies returns. */
  readonly companies?: Look<readonly string[]>;
  /** Ids of the projects this account sees in the company. */
  readonly projects?: Look<readonly string[]>;
  /** Levels on the tools of the project, or of the company if no project was asked for. */
  readonly tools?: Look<readonly ToolLevel[]>;
}

export type Question = keyof Evidence;

/** The reason and its particulars, or what to look up first. Undefined if neither is known. */
export type Diagnosis =
  | { readonly reason: Reason; readonly more?: Pick<Particulars, 'tool' | 'level' | 'needed' | 'named'> }
  | { readonly ask: Question }
  | undefined;

/** Finds why a 4xx answer was given, from the answer and from what else is known. Pure: it looks nothing up. */
export function diagnose(answer: FailedAnswer, asked: Asked, known: Evidence): Diagnosis {
  const plain = plainReason(answer);
  if (plain) return { reason: plain };
  if (answer.status === 401) return tokenRefused(asked, known);
  if (!isDenied(answer) && answer.status !== 404) return undefined;
  if (!asked.companyId) return asked.wantsCompany ? { reason: 'company missing' } : undefined;
  if (asked.namedCompany && asked.namedCompany !== asked.companyId) {
    return { reason: 'company wrong', more: { named: asked.namedCompany } };
  }
  if (asked.projectId) {
    if (!known.projects) return { ask: 'projects' };
    if (known.projects === 'unknown') return undefined;
    if ('refused' in known.projects) return companyRefused(known.projects.refused, asked, known);
    if (!known.projects.seen.includes(asked.projectId)) return { reason: 'project not permitted' };
  }
  return onTool(answer, asked, known);
}

/** The reason that the sentences or codes of an answer state, beyond its status. */
export function plainReason(answer: FailedAnswer): Reason | undefined {
  const text = refusalText(answer.body);
  // Live answer of production, 2026: 403 with this sentence, full stop included.
  if (/not connected to this company/i.test(text)) return 'app not installed';
  // Procore's multi-region tutorial quotes this text; its status is not documented, so the text decides.
  if (/missing procore-company-id/i.test(text)) return 'company missing';
  // The sentence of the demo. What Procore itself says of a path that it does not serve is not known.
  if (answer.status === 404 && /^no route matches\b/i.test(text)) return 'no such operation';
  const mayBeLocked = [403, 409, 422, 423].includes(answer.status);
  const codes = reasonCodes(answer.body);
  if (answer.status === 423 || codes.includes('WORKFLOW_CONFLICT')) return 'record locked';
  return mayBeLocked && /\blocked\b/i.test(text) ? 'record locked' : undefined;
}

/** Whether an answer says that this is not allowed: 403, or the one 422 of the newer shape that means the same. */
export function isDenied(answer: FailedAnswer): boolean {
  return (
    answer.status === 403 || (answer.status === 422 && reasonCodes(answer.body).includes('PERMISSION_DENIED'))
  );
}

/**
 * Before an installation, calls may get 401 as well as 403 (Procore's page on installing). If the token works
 * elsewhere, the app is not installed.
 */
function tokenRefused({ companyId }: Asked, { companies }: Evidence): Diagnosis {
  if (!companyId) return { reason: 'wrong environment' };
  if (!companies) return { ask: 'companies' };
  if (companies === 'unknown') return undefined;
  if ('refused' in companies) {
    return companies.refused.status === 401 ? { reason: 'wrong environment' } : undefined;
  }
  return companies.seen.includes(companyId) ? undefined : { reason: 'app not installed' };
}

/** The lookup about the whole company was refused as well: it is another company, or one without the app. */
function companyRefused(refused: FailedAnswer, { companyId }: Asked, { companies }: Evidence): Diagnosis {
  const plain = plainReason(refused);
  if (plain) return { reason: plain };
  if (!companies) return { ask: 'companies' };
  if (companies === 'unknown' || 'refused' in companies) return undefined;
  return companies.seen.includes(companyId ?? '') ? undefined : { reason: 'company wrong' };
}

function onTool(answer: FailedAnswer, asked: Asked, known: Evidence): Diagnosis {
  const { needs, projectId } = asked;
  const found = answer.status === 404 ? ({ reason: 'missing' } as const) : undefined;
  // Without a tool, the company can still be looked up.
  if ((!needs || needs.level === 'None') && projectId) return found;
  if (!known.tools) return { ask: 'tools' };
  if (known.tools === 'unknown') return undefined;
  if ('refused' in known.tools) {
    return projectId ? undefined : companyRefused(known.tools.refused, asked, known);
  }
  const given = needs && levelOn(known.tools.seen, needs.tool);
  if (!given || needs.level === 'None') return found;
  const more = { tool: given.tool, level: given.level, needed: needs.level };
  if (reaches(given.level, needs.level)) return { reason: found ? 'missing' : 'record refused', more };
  return { reason: given.level === 'None' ? 'tool off' : 'level too low', more };
}
