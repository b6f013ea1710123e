/** Who a token belongs to, and which companies and projects that account sees. */
import { SERVICE_ACCOUNT, USER } from './assumed.js';
import type { Company, Project } from './data/world.js';
import type { Settings } from './options.js';

export interface Account {
  readonly kind: 'app' | 'user';
  readonly id: number;
  readonly login: string;
  readonly name: string;
  /** Whether the account is in a company, be the app installed there or not. */
  isIn(company: Company): boolean;
  /** Whether a project is open to the account, in a company that is. */
  sees(project: Project): boolean;
}

/** The app itself: the companies that installed it, their permitted projects. */
const APP: Account = {
  kind: 'app',
  ...SERVICE_ACCOUNT,
  // A company without the app is known to it, and refuses.
  isIn: () => true,
  sees: ({ permitted }) => permitted,
};

/** The accounts of one simulator. Permitted projects limit the app alone: a person sees what the person is in. */
export function accountsOf({ user }: Settings): Readonly<Record<Account['kind'], Account>> {
  const { companies, projects, ...who } = user;
  return {
    app: APP,
    user: {
      kind: 'user',
      ...USER,
      ...who,
      isIn: ({ ordinal }) => companies === undefined || companies.includes(ordinal),
      sees: (project) =>
        projects === undefined || projects.includes(project.company.projects.indexOf(project)),
    },
  };
}
