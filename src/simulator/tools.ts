/**
 * Procore's tools, as far as the simulator serves them: permissions are given per tool.
 *
 * The shape and the ids 2 and 4 of the levels are from real `settings/permissions` output; see `assumed.ts` for the rest.
 */

/** A tool's permission levels, as Procore's Permissions Builder names them. */
export type AccessLevel = 'None' | 'Read Only' | 'Standard' | 'Admin';

export interface Tool {
  /** `name` in `settings/permissions`. */
  readonly name: string;
  /** `friendly_name`, as a user sees it. */
  readonly friendlyName: string;
  /** Whether the tool belongs to the company or to a project. */
  readonly scope: 'company' | 'project';
  readonly tabGroup: string;
  /** Level of the app unless the `permissions` option says otherwise. */
  readonly level: AccessLevel;
}

export const TOOLS = {
  admin: tool('admin', 'Admin', 'company', 'core', 'Read Only'),
  directory: tool('directory', 'Directory', 'company', 'core', 'Read Only'),
  portfolio: tool('portfolio', 'Portfolio', 'company', 'core', 'Read Only'),
  // Procore's default is None; Standard is what an app that registers hooks must ask for (webhooks_api.md).
  webhooks: tool('webhooks', 'Webhooks API', 'company', 'core', 'Standard'),
  projectDirectory: tool('project_directory', 'Project Directory', 'project', 'core', 'Read Only'),
  rfi: tool('rfi', 'RFIs', 'project', 'project_management', 'Standard'),
  submittals: tool('submittal_log', 'Submittals', 'project', 'project_management', 'Read Only'),
  observations: tool('observations', 'Observations', 'project', 'quality_and_safety', 'Read Only'),
  punchList: tool('punch_list', 'Punch List', 'project', 'project_management', 'Standard'),
  dailyLog: tool('daily_log', 'Daily Log', 'project', 'project_management', 'Read Only'),
  changeEvents: tool('change_events', 'Change Events', 'project', 'financial_management', 'Read Only'),
  commitments: tool('commitments', 'Commitments', 'project', 'financial_management', 'Read Only'),
  budget: tool('budget', 'Budget', 'project', 'financial_management', 'Read Only'),
} as const satisfies Record<string, Tool>;

/** Names in the catalogue that differ from those in `settings/permissions`. */
const IN_CATALOGUE: Readonly<
  Record<string, readonly [company: Tool | undefined, project: Tool | undefined]>
> = {
  Directory: [TOOLS.directory, TOOLS.projectDirectory],
  Portfolio: [TOOLS.portfolio, undefined],
  Webhooks: [TOOLS.webhooks, TOOLS.webhooks],
  RFI: [undefined, TOOLS.rfi],
  Submittals: [undefined, TOOLS.submittals],
  Observations: [undefined, TOOLS.observations],
  'Punch List': [undefined, TOOLS.punchList],
  'Daily Log': [undefined, TOOLS.dailyLog],
  'Change Events': [undefined, TOOLS.changeEvents],
  Commitments: [undefined, TOOLS.commitments],
  Budget: [undefined, TOOLS.budget],
};

/** The tool that the catalogue names; undefined if permissions are not simulated for it, so that everybody may use it. */
export function toolNamed(name: string, scope: 'company' | 'project' | 'either'): Tool | undefined {
  const found = Object.hasOwn(IN_CATALOGUE, name) ? IN_CATALOGUE[name] : undefined;
  return scope === 'project' ? found?.[1] : found?.[0];
}

const ORDER: readonly AccessLevel[] = ['None', 'Read Only', 'Standard', 'Admin'];

/** Whether a level is at least another. */
export function reaches(level: AccessLevel, needed: AccessLevel): boolean {
  return ORDER.indexOf(level) >= ORDER.indexOf(needed);
}

type Told = Partial<Record<string, AccessLevel>>;

/** The app's levels: the defaults, replaced by the options, replaced by the options for one project. */
export class Permissions {
  readonly #levels: ReadonlyMap<string, AccessLevel>;
  readonly #inProjects: ReadonlyMap<number, ReadonlyMap<string, AccessLevel>>;

  constructor(told: Told, ofProjects: Readonly<Record<number, Told>> = {}) {
    this.#levels = levelsByName(told);
    this.#inProjects = new Map(
      Object.entries(ofProjects).map(([ordinal, levels]) => [Number(ordinal), levelsByName(levels)]),
    );
  }

  /** @param project position of the project among all, if the call is about one */
  levelOf(tool: Tool, project?: number): AccessLevel {
    const own = project === undefined ? undefined : this.#inProjects.get(project)?.get(tool.name);
    return own ?? this.#levels.get(tool.name) ?? tool.level;
  }
}

function levelsByName(told: Told): Map<string, AccessLevel> {
  const tools: readonly Tool[] = Object.values(TOOLS);
  return new Map(
    Object.entries(told).map(([name, level]) => {
      const found = tools.find((each) => each.name === name || each.friendlyName === name);
      if (found && level && ORDER.includes(level)) return [found.name, level];
      const names = tools.map((each) => each.name).join(', ');
      throw new RangeError(
        `permissions: "${name}": "${level}" is no tool and level. Tools: ${names}. Levels: ${ORDER.join(', ')}.`,
      );
    }),
  );
}

function tool(
  name: string,
  friendlyName: string,
  scope: Tool['scope'],
  tabGroup: string,
  level: AccessLevel,
): Tool {
  return { name, friendlyName, scope, tabGroup, level };
}
