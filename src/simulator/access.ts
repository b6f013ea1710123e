/**
 * Who may call what, once the token is known to be valid: company header, company, project, tool.
 *
 * Facts: `building_apps_install_arch.md`, `troubleshooting.md`, `developer_managed_service_accounts.md`.
 */
import type { Account } from './accounts.js';
import { notConnected } from './answers.js';
import { levelNeeded } from './assumed.js';
import * as assumed from './assumed-answers.js';
import type { Company, Project } from './data/company.js';
import type { World } from './data/world.js';
import type { Fields } from './form.js';
import { type Answer, type Call, Refusal } from './http.js';
import type { Settings } from './options.js';
import type { Match, Route } from './router.js';
import { type AccessLevel, reaches } from './tools.js';

/** What an admitted call is about. */
export interface Admission {
  readonly company: Company | undefined;
  readonly project: Project | undefined;
}

const COMPANY_HEADER = 'procore-company-id';

/** The company a call names: in the header, or else in the path or query. */
export function companyNamed(call: Call): string | undefined {
  const header = call.headers[COMPANY_HEADER];
  if (typeof header === 'string' && header !== '') return header;
  const inPath = /^\/rest\/v[\d.]+\/companies\/([^/]+)/.exec(call.path)?.[1];
  return inPath ?? call.query.get('company_id') ?? undefined;
}

export class Access {
  readonly #settings: Settings;
  readonly #world: World;

  constructor(settings: Settings, world: World) {
    this.#settings = settings;
    this.#world = world;
  }

  /** Let a call in, or throw the refusal. */
  admit(call: Call, account: Account, { route, params }: Match, fields: Fields): Admission {
    const header = call.headers[COMPANY_HEADER];
    if (this.#settings.companyHeader === 'strict' && !header) {
      throw new Refusal(assumed.companyHeaderMissing(call));
    }
    // /me and /companies are about the account: they answer even if the app is not connected.
    if (route.scope === 'account') return { company: undefined, project: undefined };
    if (params.project_id !== undefined && !header && call.path.startsWith('/rest/v1.')) {
      throw new Refusal(assumed.projectWithoutCompany(call, params.project_id));
    }
    const named = call.query.has('project_id') || text(fields.project_id) !== undefined;
    const isProject = route.scope === 'project' || (route.scope === 'either' && named);
    const project = isProject ? this.#project(call, params, fields) : undefined;
    const company = this.#company(call, params, fields) ?? project?.company;
    if (!company) throw new Refusal(assumed.scopeMissing(call));
    if (!account.isIn(company)) throw new Refusal(assumed.companyUnknown(call, String(company.id)));
    if (!company.installed) throw new Refusal(this.#notInstalled(call));
    // Without a tool, a route of this scope is the project itself.
    const isItself = route.scope === 'project' && !route.tool;
    if (project) this.#checkProject(call, account, project, company, isItself);
    if (route.tool) {
      const needed = levelNeeded(route.method);
      const level = account.permissions.levelOf(route.tool, project?.ordinal);
      if (!reaches(level, needed)) throw new Refusal(this.#toolRefused(call, route, level, needed));
    }
    return { company, project };
  }

  #notInstalled(call: Call): Answer {
    return this.#settings.notInstalled === 401 ? assumed.notInstalledYet(call) : notConnected();
  }

  #toolRefused(call: Call, { tool, path }: Route, level: AccessLevel, needed: AccessLevel): Answer {
    const { toolRefusal } = this.#settings;
    if (toolRefusal === 'not found') return assumed.recordUnknown(call);
    const isList = call.method === 'GET' && !path.endsWith('}');
    if (toolRefusal === 'empty list' && isList) return assumed.listEmptied(call);
    return assumed.levelTooLow(call, tool?.friendlyName ?? '', level, needed);
  }

  #company(call: Call, params: Match['params'], fields: Fields): Company | undefined {
    const header = call.headers[COMPANY_HEADER];
    const named = params.company_id ?? call.query.get('company_id') ?? text(fields.company_id);
    const ids = [header, named].filter((id): id is string => typeof id === 'string' && id !== '');
    const companies = ids.map((id) => {
      const company = this.#world.company(id);
      if (!company) throw new Refusal(assumed.companyUnknown(call, id));
      return company;
    });
    const [first, second] = companies;
    if (first && second && first !== second) throw new Refusal(assumed.companiesDiffer(call));
    return first;
  }

  #project(call: Call, params: Match['params'], fields: Fields): Project {
    const id = params.project_id ?? call.query.get('project_id') ?? text(fields.project_id);
    if (!id) throw new Refusal(assumed.scopeMissing(call));
    const project = this.#world.project(id);
    if (!project) throw new Refusal(assumed.projectUnknown(call, id));
    return project;
  }

  #checkProject(call: Call, account: Account, project: Project, company: Company, isItself: boolean): void {
    const id = String(project.id);
    if (project.company !== company) throw new Refusal(assumed.projectUnknown(call, id));
    if (account.sees(project)) return;
    throw new Refusal(isItself ? assumed.projectInvisible(call, id) : assumed.projectNotPermitted(call));
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
