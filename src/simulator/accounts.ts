/** Who a token belongs to, and which companies and projects that account sees. */
import { SECOND_SERVICE_ACCOUNT, SERVICE_ACCOUNT, USER } from './assumed.js';
import type { Company, Project } from './data/company.js';
import type { Settings } from './options.js';
import { Permissions } from './tools.js';

export interface Account {
  readonly kind: 'app' | 'user';
  readonly id: number;
  readonly login: string;
  readonly name: string;
  /** The app behind the token: the service account's app, or the one that a person signed in to. */
  readonly clientId: string;
  /** Its levels on the tools. */
  readonly permissions: Permissions;
  /** Whether the account is in a company, even if the app is not installed there. */
  isIn(company: Company): boolean;
  /** Whether the account can open a project of a company that it is in. */
  sees(project: Project): boolean;
}

/** The accounts of one simulator, by the owner's name in a token. */
export interface Accounts {
  readonly app: Account;
  readonly secondApp: Account | undefined;
  readonly user: Account;
}

export type Owner = keyof Accounts;

/** The accounts of one simulator. Permitted projects limit only the apps: a person sees the projects that the person is in. */
export function accountsOf(settings: Settings): Accounts {
  const { user, secondApp, clientId, permissions: told, projectPermissions } = settings;
  const { companies, projects, ...who } = user;
  const permissions = new Permissions(told, projectPermissions);
  return {
    app: {
      kind: 'app',
      ...SERVICE_ACCOUNT,
      clientId,
      permissions,
      // The app knows a company that did not install it; that company refuses its calls.
      isIn: () => true,
      sees: ({ permitted }) => permitted,
    },
    secondApp: secondApp && {
      kind: 'app',
      ...SECOND_SERVICE_ACCOUNT,
      clientId: secondApp.clientId,
      permissions: new Permissions({ ...told, ...secondApp.permissions }, projectPermissions),
      isIn: () => true,
      sees: (project) => project.permitted && isAmong(secondApp.projects, project),
    },
    user: {
      kind: 'user',
      ...USER,
      ...who,
      clientId,
      permissions,
      isIn: ({ ordinal }) => companies === undefined || companies.includes(ordinal),
      sees: (project) => isAmong(projects, project),
    },
  };
}

/** Whether a project is at one of these positions in its company; without positions, every project passes. */
function isAmong(positions: readonly number[] | undefined, project: Project): boolean {
  return positions === undefined || positions.includes(project.company.projects.indexOf(project));
}
