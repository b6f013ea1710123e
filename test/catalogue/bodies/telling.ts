import { partsOf } from '../../../src/catalogue/body-form.js';
import type { EnteredBody } from './entered.js';
import type { KnownBody } from './known-bodies.js';

interface Entered {
  readonly body: KnownBody;
  readonly entered: EnteredBody;
}

/** Share of the bodies that are chosen for their size. */
const LARGE = 0.1;

/** Bodies that together have every kind of field in every kind of place, as few as possible, and the largest ones. */
export function telling<T extends Entered>(all: readonly T[], count: number): T[] {
  const bySize = [...all].sort((a, b) => b.entered.fields.size - a.entered.fields.size);
  const chosen = new Set(bySize.slice(0, Math.round(count * LARGE)));
  const seen = kindsIn([...chosen]);
  const news = (each: T) => [...kindsOf(each)].filter((kind) => !seen.has(kind)).length;
  const rest = () => all.filter((each) => !chosen.has(each));
  while (chosen.size < count) {
    // Those that bring most that is new; among them the smallest, since it takes least time.
    const [best] = rest().sort((a, b) => news(b) - news(a) || a.entered.fields.size - b.entered.fields.size);
    if (!best || news(best) === 0) break;
    chosen.add(best);
    for (const kind of kindsOf(best)) seen.add(kind);
  }
  // The others from all over the table.
  const step = Math.ceil(all.length / (count - chosen.size + 1));
  for (const each of all.filter((_, index) => index % step === 1)) if (chosen.size < count) chosen.add(each);
  return [...chosen];
}

export function kindsIn(all: readonly Entered[]): Set<string> {
  return new Set(all.flatMap((each) => [...kindsOf(each)]));
}

/** What a body is made of: its method and content type, and its fields with what they stand in. */
function kindsOf({ body: { operation, shape } }: Entered): Set<string> {
  const kinds = new Set([
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
