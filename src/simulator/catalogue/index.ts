/** Routes for all operations of the catalogue, as far as nothing else answers them. Loaded when first needed. */
import { todayOf } from '../assumed.js';
import type { Context, Declared } from '../context.js';
import { rangeAsked } from '../resources/daily-logs.js';
import type { Route } from '../router.js';
import { toolNamed } from '../tools.js';
import { placesAmong } from './among.js';
import { Answering } from './answering.js';
import { declaredFor } from './by-hand.js';
import { collectionsOf } from './collection.js';
import { Collections } from './collections.js';
import { facts } from './facts.js';
import { placesOf } from './place.js';

/** A route of the catalogue, which also tells a route by hand what its operation declares. */
export interface DeclaredRoute extends Route {
  declared(context: Context): Declared;
}

/** The parameters of what is listed by days. */
const DAYS = ['log_date', 'start_date', 'end_date'] as const;

export async function catalogueRoutes(): Promise<readonly DeclaredRoute[]> {
  const all = await facts();
  const places = placesAmong(placesOf(all));
  const placed = all.flatMap((fact, index) => {
    const place = places[index];
    return place ? [{ fact, place }] : [];
  });
  const collections = new Collections(collectionsOf(placed));
  return placed.map((each) => {
    const { method, tool, params } = each.fact.operation;
    const { scope, path } = each.place;
    const needed = toolNamed(tool, scope);
    const isOfDays = method === 'GET' && DAYS.every((day) => params.some(({ name }) => name === day));
    const kind = path.includes('/daily_logs/') ? 'daily_logs' : path.slice(path.lastIndexOf('/') + 1);
    // Most operations are never called, so each is prepared by its first call.
    let made: Answering | undefined;
    const answering = () => {
      made ??= new Answering(each, collections);
      return made;
    };
    return {
      method,
      path,
      scope,
      ...(needed && { tool: needed }),
      handle: (context) => {
        // Refuses a range that is too long.
        if (isOfDays) rangeAsked(context, kind, todayOf(context.now));
        return answering().answer(context);
      },
      declared: (context) => declaredFor(each, collections, context),
    };
  });
}
