/** Routes for all operations of the catalogue, as far as nothing else answers them. Loaded when first needed. */
import type { Context } from '../context.js';
import type { Row } from '../data/rows.js';
import type { Route } from '../router.js';
import { toolNamed } from '../tools.js';
import { placesAmong } from './among.js';
import { Answering } from './answering.js';
import { collectionsOf } from './collection.js';
import { Collections } from './collections.js';
import { facts } from './facts.js';
import { placesOf } from './place.js';

/** A route of the catalogue, which also knows the filters that its operation declares. */
export interface DeclaredRoute extends Route {
  /** Whether a record passes the filters of a call, without those that are known by hand. */
  tests(context: Context, known: readonly string[]): (row: Row) => boolean;
}

export async function catalogueRoutes(): Promise<readonly DeclaredRoute[]> {
  const all = await facts();
  const places = placesAmong(placesOf(all));
  const placed = all.flatMap((fact, index) => {
    const place = places[index];
    return place ? [{ fact, place }] : [];
  });
  const collections = new Collections(collectionsOf(placed));
  return placed.map((each) => {
    const { method, tool } = each.fact.operation;
    const { scope, path } = each.place;
    const needed = toolNamed(tool, scope);
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
      handle: (context) => answering().answer(context),
      tests: (context, known) => answering().tests(context, known),
    };
  });
}
