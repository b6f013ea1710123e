/** ULIDs, as Procore's events have them: 48 bits of time and 80 more, in Crockford's base 32. */
import type { Chance } from './chance.js';

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** @param number ends the id if it is given, so that no two of the same millisecond are alike */
export function ulid(at: number, chance: Chance, number?: number): string {
  const end = number === undefined ? '' : base32(number, 7);
  const drawn = Array.from({ length: 16 - end.length }, (_, place) =>
    CROCKFORD.charAt(chance.between(50 + place, 0, 31)),
  );
  return base32(at, 10) + drawn.join('') + end;
}

function base32(number: number, places: number): string {
  let text = '';
  for (let rest = number; text.length < places; rest = Math.floor(rest / 32)) {
    text = CROCKFORD.charAt(rest % 32) + text;
  }
  return text;
}
