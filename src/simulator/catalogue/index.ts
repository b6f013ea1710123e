/** Routes for all operations of the catalogue, as far as nothing else answers them. Loaded when first needed. */
import type { Route } from '../router.js';
import { toolNamed } from '../tools.js';
import { Answering } from './answering.js';
import { Collections, collectionsOf } from './collections.js';
import { facts } from './facts.js';
import { placesOf } from './place.js';

export async function catalogueRoutes(): Promise<readonly Route[]> {
  const all = await facts();
  const places = placesOf(all);
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
    let answering: Answering | undefined;
    return {
      method,
      path,
      scope,
      ...(needed && { tool: needed }),
      handle(context) {
        answering ??= new Answering(each, collections);
        return answering.answer(context);
      },
    };
  });
}
