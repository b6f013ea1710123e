import type { Operation } from '../../../../src/catalogue/operation';
import { element, type Text } from '../elements';
import type { Instead } from './catalogue';

/** `v1.1` in `/rest/v1.1/…`. */
export function versionIn(path: string): string {
  return /^\/rest\/(v\d+\.\d+)\//.exec(path)?.[1] ?? '';
}

/** What another operation is called beside this one: by its version if that tells them apart, else by its name. */
export function calledBeside(other: Operation, operation: Operation): string {
  const version = versionIn(other.path);
  return version === versionIn(operation.path) ? `“${other.name}”` : version;
}

/** What a user should know before choosing an operation, in a few words each. */
export function marks(operation: Operation, instead: Instead | undefined, text: Text): HTMLElement[] {
  const { removed, deprecated, beta, sunset } = operation;
  const told: string[] = [];
  if (removed) told.push(text('search.removed'));
  else if (deprecated)
    told.push(text(sunset ? 'search.sunset' : 'search.deprecated', { date: sunset ?? '' }));
  if (beta) told.push(text('search.beta'));
  if (instead?.isNewer) {
    told.push(text('search.superseded', { version: calledBeside(instead.operation, operation) }));
  }
  // A mark is cut off if its place is narrow, so it is also shown on hovering.
  return told.map((each) => Object.assign(element('span', 'procore-mark', each), { title: each }));
}

/** The same as sentences. */
export function standing(operation: Operation, text: Text): string[] {
  const { removed, deprecated, deprecatedAt, beta, sunset } = operation;
  const told: string[] = [];
  if (removed) told.push(text('card.removed'));
  if (deprecatedAt) told.push(text('card.deprecatedSince', { date: deprecatedAt }));
  else if (deprecated) told.push(text('card.deprecated'));
  if (sunset) told.push(text('card.sunset', { date: sunset }));
  if (beta) told.push(text('card.beta'));
  return told;
}

/** Whether an operation is shown less boldly, since something else should be used. */
export function isFaded({ deprecated, removed }: Operation, instead: Instead | undefined): boolean {
  return instead?.isNewer === true || deprecated === true || removed === true;
}
