/** Most values of the list that are looked at, and how deep. */
const MOST_VALUES = 500_000;
const DEEPEST = 20;
/** Procore's reference has some 600 resources. */
const MOST_LINKS = 2_000;

/**
 * The addresses of the documents in the list of Procore's resources. The list's form is not documented, so every text
 * in it that is such a link counts: one with a version in its query, on the host of the list.
 */
export function documentLinks(list: unknown, at: URL): URL[] {
  const links = new Map<string, URL>();
  for (const text of textsIn(list)) {
    const link = linkOf(text, at);
    if (link && links.size < MOST_LINKS) links.set(link.href, link);
  }
  const all = [...links.values()];
  // A resource may also link its older versions, which are part of the whole.
  const isWhole = ({ searchParams }: URL) =>
    [...searchParams.keys()].some((name) => name.startsWith('aggregate_from_versions'));
  const whole = all.filter(isWhole);
  return whole.length > 0 ? whole : all;
}

function linkOf(text: string, at: URL): URL | undefined {
  if (!text.includes('version=') || !URL.canParse(text, at.href)) return undefined;
  const url = new URL(text, at);
  const isThere = url.origin === at.origin && !url.username && !url.password;
  if (!isThere || !url.searchParams.has('version')) return undefined;
  url.hash = '';
  return url;
}

/** The texts in a JSON value, level by level, up to a number of values. */
function* textsIn(list: unknown): Generator<string> {
  let level: unknown[] = [list];
  let seen = 0;
  for (let depth = 0; level.length > 0 && depth < DEEPEST; depth++) {
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value === 'string') yield value;
      if (typeof value !== 'object' || value === null) continue;
      for (const inner of Object.values(value)) {
        if (++seen > MOST_VALUES) return;
        next.push(inner);
      }
    }
    level = next;
  }
}
