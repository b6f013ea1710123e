import type { NewEvent } from './event.js';
import type { AskedResource } from './hooks/wish.js';
import { sourceApplicationOf } from './payload.js';

/**
 * Whether a flow wants an event.
 * @param resources none: everything
 * @param without the client id of an app whose own changes are not wanted; undefined for none
 */
export function wantedBy(
  resources: readonly AskedResource[],
  without: string | undefined,
): (event: NewEvent) => boolean {
  const isAsked = ({ resource, action }: NewEvent) =>
    resources.length === 0 ||
    resources.some(
      ({ name, actions = [] }) =>
        name.toLowerCase() === resource.toLowerCase() && (actions.length === 0 || actions.includes(action)),
    );
  return (event) => isAsked(event) && (without === undefined || sourceApplicationOf(event) !== without);
}
