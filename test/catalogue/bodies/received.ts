import type { EnteredBody } from './entered.js';
import { FILE } from './entered.js';

/** What is in the file of a test's message. */
export const FILE_TEXT = 'what is in the file';

/** A body as it came, read by its content type. @throws Error for another type than JSON and forms */
export function readBody(body: string, contentType = ''): Promise<unknown> {
  if (contentType.startsWith('multipart/form-data')) return formIn(body, contentType);
  if (/^application\/(merge-patch\+)?json$/.test(contentType)) return Promise.resolve(JSON.parse(body));
  return Promise.reject(new Error(`It came as ${contentType}.`));
}

/** What is to come of a body: a body with files comes as a form. */
export function expectedOf({ arrives, files }: EnteredBody): unknown {
  return files > 0 ? asForm(arrives) : arrives;
}

/** In a form, every value is a text, and null is an empty one. */
function asForm(value: unknown): unknown {
  if (value === FILE) return `file: ${FILE_TEXT}`;
  if (Array.isArray(value)) return value.map(asForm);
  if (typeof value !== 'object' || value === null) return String(value ?? '');
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, asForm(item)]));
}

/** A form as it came, read as Rails reads it: `a[b]` is an object, `a[]` a list, `a[][b]` a list of objects. */
async function formIn(body: string, contentType: string): Promise<unknown> {
  const form = await new Response(body, { headers: { 'content-type': contentType } }).formData();
  const whole: Tree = {};
  for (const [name, value] of form) {
    const [first = '', ...rest] = name
      .split(/\[|\]\[|\]$/)
      .filter((_, at, all) => at < all.length - 1 || all.length === 1);
    put(whole, first, rest, typeof value === 'string' ? value : `file: ${await value.text()}`);
  }
  return whole;
}

interface Tree {
  [key: string]: unknown;
}

/** An empty step means "in the list": into its last object, unless that has the key already. */
function put(into: Tree, key: string, [next, ...rest]: readonly string[], value: string): void {
  if (next === undefined) into[key] = value;
  else if (next !== '') put(opened<Tree>(into, key, {}), next, rest, value);
  else {
    const list = opened<unknown[]>(into, key, []);
    const [inner, ...deeper] = rest;
    if (inner === undefined) {
      list.push(value);
      return;
    }
    const last = list.at(-1);
    const isOpen = typeof last === 'object' && last !== null && !hasPlace(last as Tree, rest);
    if (!isOpen) list.push({});
    put(list.at(-1) as Tree, inner, deeper, value);
  }
}

function opened<T>(into: Tree, key: string, empty: T): T {
  if (!Object.hasOwn(into, key)) into[key] = empty;
  return into[key] as T;
}

/** Whether an object has a value at a place already; a list always takes one more. */
function hasPlace(tree: Tree, [key = '', ...rest]: readonly string[]): boolean {
  if (!Object.hasOwn(tree, key)) return false;
  if (rest.length === 0) return true;
  return rest[0] !== '' && hasPlace(tree[key] as Tree, rest);
}
