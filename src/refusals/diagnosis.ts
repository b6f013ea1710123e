import { levelOn, reaches, type ToolLevel } from '../catalogue/levels.js';
import type { Needs } from '../catalogue/needs.js';
import type { FailedAnswer, Reason } from '../errors.js';
import { reasonCodes, refusalText } from './details.js';
import type { Particulars } from './reasons.js';

/** What was asked for when Procore refused. */
export interface Asked {
  /** The company of the header, or else of path or query. */
  readonly companyId: string | undefined;
  /** The company that path or query name, if they do. */
  readonly namedCompany: string | undefined;
  readonly projectId: string | undefined;
  /** What the operation takes; undefined for one that is not in the catalogue. */
  readonly needs: Needs | undefined;
  /** Whether Procore's specification wants the company of the operation. */
  readonly wantsCompany: boolean;
}

/** Result of a lookup: seen, refused, or unknown. */
export type Look<T> = { readonly seen: T } | { readonly refused: FailedAnswer } | 'unknown';

/** What is known besides the refusal. What is absent was not looked at yet. */
export interface Evidence {
  /** Ids of the companies that List Companies gives. */
  readonly companies?: Look<readonly string[]>;
  /** Ids of the projects this account sees in the company. */
  readonly projects?: Look<readonly string[]>;
  /** Levels on the tools of the project, or of the company if no project was asked for. */
  readonly tools?: Look<readonly ToolLevel[]>;
}

export type Question = keyof Evidence;

/** The reason, with what tells more about it; or what to look at first. Undefined: nothing tells. */
export type Diagnosis =
  | { readonly reason: Reason; readonly more?: Pick<Particulars, 'tool' | 'level' | 'needed' | 'named'> }
  | { readonly ask: Question }
  | undefined;

/** Why an answer of 4xx was given, as far as the answer itself and what is known besides tell. Pure: it looks at nothing. */
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

/** Sentences and codes that say more than the status they come with. */
export function plainReason(answer: FailedAnswer): Reason | undefined {
  const text = refusalText(answer.body);
  // Live answer of production, 2026: 403 with this sentence, full stop included.
  if (/not connected to this company/i.test(text)) return 'app not installed';
  // Procore's multi-region tutorial quotes this text; its status is not documented, so the text decides.
  if (/missing procore-company-id/i.test(text)) return 'company missing';
  const mayBeLocked = [403, 409, 422, 423].includes(answer.status);
  const codes = reasonCodes(answer.body);
  if (answer.status === 423 || codes.includes('WORKFLOW_CONFLICT')) return 'record locked';
  return mayBeLocked && /\blocked\b/i.test(text) ? 'record locked' : undefined;
}

/** Whether an answer says that this may not be done: 403, or the one 422 of the newer shape that says the same. */
export function isDenied(answer: FailedAnswer): boolean {
  return (
    answer.status === 403 || (answer.status === 422 && reasonCodes(answer.body).includes('PERMISSION_DENIED'))
  );
}

/** Before an installation calls may be 401 as well as 403 (Procore's page on installing); the token tells, where it works elsewhere. */
function tokenRefused({ companyId }: Asked, { companies }: Evidence): Diagnosis {
  if (!companyId) return { reason: 'wrong environment' };
  if (!companies) return { ask: 'companies' };
  if (companies === 'unknown') return undefined;
  if ('refused' in companies) {
    return companies.refused.status === 401 ? { reason: 'wrong environment' } : undefined;
  }
  return companies.seen.includes(companyId) ? undefined : { reason: 'app not installed' };
}

/** What concerns the whole company was refused as well: it is another company, or one without the app. */
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
  // Without a tool there is still the company to look at.
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
