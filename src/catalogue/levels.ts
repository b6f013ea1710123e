/** What an account may do with a tool, from least to most. */
export const LEVELS = ['None', 'Read Only', 'Standard', 'Admin'] as const;
export type Level = (typeof LEVELS)[number];

/** Whether a level is at least another. */
export function reaches(level: Level, needed: Level): boolean {
  return LEVELS.indexOf(level) >= LEVELS.indexOf(needed);
}

/** A tool and the level this account has on it. */
export interface ToolLevel {
  /** As a user sees it. */
  readonly tool: string;
  /** Procore's own name, e.g. `submittal_log`. */
  readonly name: string;
  readonly level: Level;
}

/** The levels in an answer of `settings/permissions`; a level of another name counts as None. */
export function toolLevels(body: unknown): ToolLevel[] {
  const { tools } = recordOf(body);
  if (!Array.isArray(tools)) return [];
  return tools.map((row: unknown) => {
    const { name, friendly_name: friendly, user_access_level: given } = recordOf(row);
    const level = LEVELS.find((each) => each === recordOf(given).name) ?? 'None';
    return { tool: nameOf(friendly) || nameOf(name), name: nameOf(name), level };
  });
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** A name that is passed on to lists; empty where an answer has something else in its place. */
function nameOf(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 300) : '';
}

/** Tools that the specification files under another name than the permissions have. */
const ALSO_CALLED: Readonly<Record<string, readonly string[]>> = {
  'Bid Management': ['Bidding'],
  'Company Settings': ['Admin'],
  'Custom - Configurable Tools': ['Correspondence'],
  Inspections: ['Checklists'],
  Invoices: ['Invoicing'],
  'Project-Level Configuration': ['Admin'],
  'Schedule (Legacy)': ['Schedule'],
  Scheduling: ['Schedule'],
  'Users & Permissions': ['Permissions', 'Admin'],
};

/**
 * The entry of a tool by its name in the catalogue: `RFI` is `RFIs` or `rfi` here, `Directory` in a project
 * `Project Directory`. Undefined where no name is alike, which is no proof that the tool is off.
 */
export function levelOn(levels: readonly ToolLevel[], tool: string): ToolLevel | undefined {
  for (const called of [tool, ...(Object.hasOwn(ALSO_CALLED, tool) ? (ALSO_CALLED[tool] ?? []) : [])]) {
    const wanted = bare(called);
    const found = levels.find((each) => bare(each.tool) === wanted || bare(each.name) === wanted);
    if (found) return found;
  }
  return undefined;
}

/** A tool's name without what differs from place to place: case, plural, and words that say where it lives. */
function bare(name: string): string {
  const words = name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .map((word) => word.replace(/s$/, ''));
  const telling = words.filter((word) => !['project', 'company', 'api', 'log', ''].includes(word));
  return (telling.length > 0 ? telling : words).join(' ');
}
