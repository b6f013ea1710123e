/** What an account may do with a tool, from least to most. */
export const LEVELS = ['None', 'Read Only', 'Standard', 'Admin'] as const;
export type Level = (typeof LEVELS)[number];

/** Whether a level is at least as high as another. */
export function reaches(level: Level, needed: Level): boolean {
  return LEVELS.indexOf(level) >= LEVELS.indexOf(needed);
}

/** A tool, with the level that this account has on it. */
export interface ToolLevel {
  /** The name that users see. */
  readonly tool: string;
  /** Procore's internal name, e.g. `submittal_log`. */
  readonly name: string;
  readonly level: Level;
}

/** The levels in an answer of `settings/permissions`. A level with an unknown name counts as None. */
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

/** A name for lists; empty if the answer has something else in its place. */
function nameOf(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 300) : '';
}

/** Tools that have one name in the specification and another in the permissions. */
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
 * Finds a tool by its name in the catalogue: `RFI` is `RFIs` or `rfi` here, `Directory` in a project is `Project
 * Directory`. Undefined if no name is similar, which does not prove that the tool is off.
 */
export function levelOn(levels: readonly ToolLevel[], tool: string): ToolLevel | undefined {
  for (const called of [tool, ...(Object.hasOwn(ALSO_CALLED, tool) ? (ALSO_CALLED[tool] ?? []) : [])]) {
    const wanted = bare(called);
    const found = levels.find((each) => bare(each.tool) === wanted || bare(each.name) === wanted);
    if (found) return found;
  }
  return undefined;
}

/** A tool's name without the parts that vary: case, plural, and words such as "project" that say where it belongs. */
function bare(name: string): string {
  const words = name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .map((word) => word.replace(/s$/, ''));
  const telling = words.filter((word) => !['project', 'company', 'api', 'log', ''].includes(word));
  return (telling.length > 0 ? telling : words).join(' ');
}
