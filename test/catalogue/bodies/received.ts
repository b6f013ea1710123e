/** A form as it came, read as Rails reads it: `a[b]` is an object, `a[]` a list, `a[][b]` a list of objects. */
export async function formIn(body: string, contentType: string): Promise<unknown> {
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
