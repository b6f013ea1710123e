/** People whom a body names by their ids. */
import { type Context, projectOf } from '../context.js';
import { homeOf } from '../data/company.js';
import {
  COMPANY_USERS,
  type memberRef,
  PROJECT_USERS,
  personById,
  type personRef,
  type Someone,
} from '../data/people.js';
import type { Row } from '../data/rows.js';

/** The person with an id: a user of the directory, one who was added to it, or the user of an account. */
function someone(context: Context, given: unknown): Someone {
  const project = projectOf(context);
  const { company } = project;
  const id = Number(given);
  const account = Object.values(context.accounts).find((each) => each?.id === id);
  if (account) return { id, login: account.login, name: account.name };
  const listed = personById(company, id);
  if (listed) return listed;
  const added =
    context.world.rows(COMPANY_USERS, homeOf(company)).find(String(id)) ??
    context.world.rows(PROJECT_USERS, project).find(String(id));
  return { id, login: textOf(added?.email_address), name: textOf(added?.name) };
}

/** The people with these ids (one or a list), each once. */
export function everyone(context: Context, ids: unknown): Someone[] {
  const all = (Array.isArray(ids) ? ids : [ids]).filter((id) => id !== undefined && id !== null && id !== '');
  return [...new Set(all.map(Number))].map((id) => someone(context, id));
}

/** The only person of an id that may be taken away again: by null, or an empty text. */
export function onePerson(
  context: Context,
  id: unknown,
  form: typeof personRef | typeof memberRef,
): Row | null {
  const [only] = everyone(context, id);
  return only ? form(only) : null;
}

/** The account, as the author of what it writes. */
export function author({ account: { id, login, name } }: Context): Row {
  return { id, login, name };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
