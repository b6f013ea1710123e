import { partsOf } from '../../../src/catalogue/body-form.js';
import type { RecordSources } from '../../../src/catalogue/record-source.js';
import { Person } from './entered.js';
import type { KnownBody } from './known-bodies.js';

/** Share of the bodies that are chosen for their size. */
const LARGE = 0.1;

/** Bodies that together have every kind of field in every kind of place, a few of the largest, and others. */
export function telling(all: readonly KnownBody[], sources: RecordSources, count: number): KnownBody[] {
  // Nobody is asked for ids: how many fields there are does not depend on them.
  const hand = { sources, companyId: '1', projectId: '1', idsOf: () => [] };
  const sizes = new Map(all.map((body) => [body, Person.enters(body, hand).fields.size]));
  const bySize = [...all].sort((a, b) => (sizes.get(a) ?? 0) - (sizes.get(b) ?? 0));
  const chosen = new Set(bySize.slice(-Math.round(count * LARGE)));
  const kinds = new Map(all.map((body) => [body, kindsOf(body)]));
  const seen = kindsIn([...chosen]);
  const news = (body: KnownBody) => [...(kinds.get(body) ?? [])].filter((kind) => !seen.has(kind)).length;
  while (chosen.size < count) {
    // Those that bring most that is new; among them the smallest, since it takes least time.
    const [best] = bySize.filter((body) => !chosen.has(body)).sort((a, b) => news(b) - news(a));
    if (!best || news(best) === 0) break;
    chosen.add(best);
    for (const kind of kinds.get(best) ?? []) seen.add(kind);
  }
  // The others from all over the table.
  const step = Math.ceil(all.length / (count - chosen.size + 1));
  for (const body of all.filter((_, index) => index % step === 1)) if (chosen.size < count) chosen.add(body);
  return [...chosen];
}

export function kindsIn(all: readonly KnownBody[]): Set<string> {
  return new Set(all.flatMap((body) => [...kindsOf(body)]));
}

/** What a body is made of: its method and content type, and its fields with what they stand in. */
function kindsOf({ operation, shape, isKeysOnly }: KnownBody): Set<string> {
  const kinds = new Set([
    isKeysOnly ? 'keys only' : 'known',
    `${operation.method} ${operation.body?.contentType}`,
    `${shape.kind} ${operation.path.split('/')[2]}`,
  ]);
  const objects = [{ shape, steps: [] as string[], inside: '' }];
  for (let next = objects.pop(); next; next = objects.pop()) {
    const { shape: object, steps, inside } = next;
    if (object.kind === 'list') objects.push({ ...next, shape: object.of, inside: `${inside}[]` });
    if (object.kind !== 'object') continue;
    if (object.custom) kinds.add(`custom fields in ${inside}`);
    const { shown, more } = partsOf(object, undefined, steps, operation);
    for (const part of [...shown, ...more]) {
      const at = [...steps, part.key];
      if (part.kind === 'group') objects.push({ shape: part.shape, steps: at, inside: `${inside}{}` });
      else if (part.kind === 'rows') objects.push({ shape: part.of, steps: at, inside: `${inside}[]` });
      else
        kinds.add(`${part.field.kind} ${part.shape.kind} ${inside.length > 6 ? 'deep' : inside.slice(-2)}`);
    }
  }
  return kinds;
}
