/** What is wrong, and how the tests tell it. Whatever else is wrong with the same operation is no part of it. */
interface OpenFault {
  readonly why: string;
  readonly shows: RegExp;
}

/**
 * What the simulator does otherwise than its operation is published, found by the tests of the whole catalogue and not mended yet. Each is
 * checked to be still so: one that is mended must leave this list.
 */
const OPEN: Readonly<Record<string, OpenFault>> = {};

/** The same for bodies with what their pickers offer. */
export const OPEN_PICKS: Readonly<Record<string, OpenFault>> = {};

/**
 * The findings without those that are known.
 * @param tried what was tried: the path, with the method or the filter
 */
export function withoutOpen(wrong: readonly string[], tried: ReadonlySet<string>, open = OPEN): string[] {
  const known = Object.entries(open).filter(([at]) => tried.has(at));
  const isOf = (each: string, [at, { shows }]: readonly [string, OpenFault]) =>
    each.startsWith(at) && shows.test(/^:? (.*)/s.exec(each.slice(at.length))?.[1] ?? '');
  const mended = known.filter((fault) => !wrong.some((each) => isOf(each, fault)));
  return [
    ...wrong.filter((each) => !known.some((fault) => isOf(each, fault))),
    ...mended.map(([at, { why }]) => `${at} is no longer wrong, so it is no open fault any more: ${why}`),
  ];
}
