import type { PlanInput } from '../plan.js';
import type { Person } from './kept-sign-in.js';

interface Me {
  readonly id?: number | string;
  readonly login?: string;
  readonly name?: string;
}

/**
 * Who the user of a token is. Procore always gives the login. It gives the name only if a company is given, and only to
 * people of that company.
 * @param ask makes a call with the token @throws what it throws
 */
export async function whoIs(
  ask: (plan: PlanInput) => Promise<unknown>,
  companyId: string | undefined,
): Promise<Person> {
  const me = (of: object) => ask({ method: 'GET', path: '/rest/v1.0/me', ...of }) as Promise<Me>;
  const named = companyId && me({ companyId, query: { company_id: companyId } }).catch(() => undefined);
  const { id, login, name } = (await named) || (await me({}));
  return { ...(id !== undefined && { id: String(id) }), ...(login && { login }), ...(name && { name }) };
}
