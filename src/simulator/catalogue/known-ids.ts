/** Which ids in a body are of nobody: people and firms are looked up where Procore's own lists have them. */
import type { Context } from '../context.js';
import { homeOf } from '../data/company.js';
import { personById } from '../data/people.js';
import type { Fields } from '../form.js';
import type { Collections } from './collections.js';
import type { Shape } from './facts.js';
import { isFirm, isPersonal } from './references.js';

/** Owners of a name such as `holder_id` may be other things than people, so their ids are not looked up. */
const OPEN = /(party|holder|owner|to|from|court|contact|member)(_ids?)$/;

/** Who is told of something: always people. */
const TOLD = /^distribution(_member)?_ids$/;

/** The collections with the ids of people: users, and everybody in the directory whether they sign in or not. */
const PEOPLE = ['users', 'people'] as const;
const FIRMS = ['vendors'] as const;

/** The names of the fields with an id that no list has. */
export function unknownIn(
  fields: Fields,
  shape: Shape | undefined,
  context: Context,
  collections: Collections,
): string[] {
  return Object.entries(fields).flatMap(([name, value]) => {
    const keys = listsFor(name);
    if (!keys || value === null || value === '' || isNumberOfCompany(name, shape, context)) return [];
    const ids = Array.isArray(value) ? value : [value];
    const isKnown = ids.every((id) => isForeign(id) || isListed(String(id), keys, context, collections));
    return isKnown ? [] : [name];
  });
}

/** The collections of which a field takes the ids; undefined if its ids are not looked up. */
function listsFor(name: string): readonly string[] | undefined {
  if (TOLD.test(name)) return PEOPLE;
  if (!/_ids?$/.test(name) || OPEN.test(name)) return undefined;
  if (isPersonal(name)) return PEOPLE;
  return isFirm(name) ? FIRMS : undefined;
}

/** Ids of the first generation are numbers: its `employee_id` of a user is a text, the number that the company gave. */
function isNumberOfCompany(name: string, shape: Shape | undefined, { call }: Context): boolean {
  const field = shape?.kind === 'object' ? shape.fields.find((each) => each.name === name) : undefined;
  const isText = field?.shape.kind === 'value' && field.shape.type === 'string';
  return isText && call.path.startsWith('/rest/v1.');
}

/** Resource Planning knows people by other ids. */
function isForeign(id: unknown): boolean {
  return typeof id === 'string' && /^[0-9a-f]{8}-/.test(id);
}

function isListed(
  id: string,
  keys: readonly string[],
  { company, project, world, accounts }: Context,
  collections: Collections,
): boolean {
  if (!company) return true;
  if (keys === PEOPLE) {
    const own = Object.values(accounts).some((account) => String(account?.id) === id);
    if (own || personById(company, id)) return true;
  }
  const places = [homeOf(company), ...(project ? [project] : [])];
  return keys.some((key) =>
    places.some((place) => collections.rows(world, key, place, {}).store.find(id) !== undefined),
  );
}
