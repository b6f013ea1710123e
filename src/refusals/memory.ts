import { type Level, reaches } from '../catalogue/levels.js';
import type { Needs } from '../catalogue/needs.js';
import type { ErrorContext, PlainError } from '../errors.js';
import type { EpochCache } from './epoch-cache.js';

/** How long a refusal is believed, ms. Whoever fixes a permission waits no longer than this. */
const REMEMBERED_FOR = 600_000;

/** Which other calls the same refusal would meet. */
export interface Reach {
  /** Every project of the company, or this one. */
  readonly projects: 'all' | 'this';
  /**
   * One tool, from a level upwards: who may not read may not write either, but who may not write may still read.
   * @default every tool
   */
  readonly tool?: { readonly name: string; readonly from: Level } | undefined;
}

/** A remembered refusal. */
export interface Remembered {
  readonly error: PlainError;
  /** When Procore refused, ms since the epoch. */
  readonly since: number;
  /** Until when it is believed, ms since the epoch. */
  readonly until: number;
  readonly tool?: Reach['tool'];
}

/**
 * Remembers refusals that would come again, by company and project: asking once more costs quota and says nothing new.
 */
export class KnownRefusals {
  constructor(
    private readonly notes: EpochCache,
    private readonly now: () => number,
  ) {}

  async remember(error: PlainError, about: ErrorContext, { projects, tool }: Reach): Promise<void> {
    const key = keyOf(about.companyId, projects === 'this' ? about.projectId : undefined);
    const since = this.now();
    const [known = []] = await this.notes.read<Remembered[]>([key]);
    const others = known.filter((each) => each.until > since && !sameReach(each.tool, tool));
    const entry: Remembered = { error, since, until: since + REMEMBERED_FOR, ...(tool && { tool }) };
    await this.notes.write(key, [...others, entry], REMEMBERED_FOR);
  }

  /** The refusals that a call may meet. Its tool decides which of them it does. */
  async about({ companyId, projectId }: ErrorContext): Promise<Remembered[]> {
    const keys = [keyOf(companyId, undefined), ...(projectId ? [keyOf(companyId, projectId)] : [])];
    const [ofCompany = [], ofProject = []] = await this.notes.read<Remembered[]>(keys);
    const now = this.now();
    // A company's own tools are not those of its projects.
    const wide = projectId ? ofCompany.filter(({ tool }) => !tool) : ofCompany;
    return [...wide, ...ofProject].filter(({ until }) => until > now);
  }
}

/** Whether a known refusal would meet an operation that needs this. */
export function meets({ tool }: Remembered, needs: Needs): boolean {
  return !tool || (tool.name === needs.tool && reaches(needs.level, tool.from));
}

function sameReach(one: Reach['tool'], other: Reach['tool']): boolean {
  return one?.name === other?.name && one?.from === other?.from;
}

function keyOf(companyId: string | undefined, projectId: string | undefined): string {
  return `refused:${companyId ?? ''}:${projectId ?? ''}`;
}
