/** Characters of a secret that are taken for a leak of it, also where the rest was cut off. */
const ENOUGH = 14;

/** Values that are looked at, at most: what is endless is not searched to its end. */
const MOST = 500_000;

/**
 * The secrets whose beginning is found anywhere in a value: names, texts, buffers, errors, maps. It neither recurses nor
 * reads a getter, so that nothing it is given can end it.
 */
export function leaks(value: unknown, secrets: readonly string[]): string[] {
  const marks = secrets.map((secret) => secret.slice(0, ENOUGH));
  const found = new Set<string>();
  const seen = new Set<unknown>();
  const open: unknown[] = [value];
  const look = (text: string) => {
    for (const mark of marks) if (text.includes(mark)) found.add(mark);
  };
  for (let looked = 0; open.length > 0 && looked < MOST; looked++) {
    const next = open.pop();
    if (typeof next === 'string') look(next);
    else if ((typeof next === 'object' && next !== null) || typeof next === 'function') {
      if (seen.has(next)) continue;
      seen.add(next);
      for (const part of partsOf(next as object)) open.push(part);
    }
  }
  return [...found];
}

function partsOf(holder: object): unknown[] {
  try {
    if (Buffer.isBuffer(holder)) return [holder.toString('latin1')];
    const parts: unknown[] = [];
    if (holder instanceof Map) for (const [key, item] of holder) parts.push(key, item);
    if (holder instanceof Set) for (const item of holder) parts.push(item);
    if (ArrayBuffer.isView(holder)) return [Buffer.from(holder.buffer)];
    for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(holder))) {
      parts.push(name);
      if ('value' in property) parts.push(property.value);
    }
    return parts;
  } catch {
    // A proxy that throws shows nothing to anybody else either.
    return [];
  }
}
