/**
 * Recipes for values that no well-meaning flow would send. A recipe is plain data, so that it can be sent to another
 * process, drawn by a fuzzer, and shrunk.
 */
export type Made =
  | { readonly is: 'value'; readonly value: unknown }
  | { readonly is: 'deep'; readonly of: 'array' | 'object'; readonly levels: number }
  | { readonly is: 'long'; readonly text: string; readonly times: number }
  | { readonly is: 'many'; readonly of: Made; readonly times: number }
  | { readonly is: 'list'; readonly items: readonly Made[] }
  | {
      readonly is: 'object';
      readonly entries: ReadonlyArray<readonly [name: string, value: Made]>;
      readonly how?: 'null prototype' | 'frozen' | 'sealed';
    }
  | { readonly is: 'odd'; readonly what: Odd };

/** Values with a trap in them. */
export const ODDS = [
  'throwing getter',
  'deep getter',
  'circle',
  'wide circle',
  'one object in many places',
  'throwing proxy',
  'revoked proxy',
  'quiet proxy',
  'function',
  'symbol',
  'symbol key',
  'throwing toJSON',
  'throwing toString',
  'class instance',
  'request and response',
  'error with circle',
  'weak map',
  'promise that rejects',
  'invalid date',
  'bytes as __proto__',
  'symbol that throws',
  'maps in each other',
] as const;
export type Odd = (typeof ODDS)[number];

/** The properties of a message. */
export type MessageMade = Readonly<Record<string, Made>>;

export const value = (it: unknown): Made => ({ is: 'value', value: it });
export const odd = (what: Odd): Made => ({ is: 'odd', what });
export const deep = (of: 'array' | 'object', levels: number): Made => ({ is: 'deep', of, levels });
export const long = (text: string, times: number): Made => ({ is: 'long', text, times });
export const object = (
  entries: Readonly<Record<string, Made>>,
  how?: 'null prototype' | 'frozen' | 'sealed',
): Made => ({ is: 'object', entries: Object.entries(entries), ...(how && { how }) });

/** A message as it is told; a property that is a throwing getter throws on the message itself. */
export function makeMessage(made: MessageMade, number: number): Record<string, unknown> {
  // Node-RED itself writes the id of a message that has none, which fails on frozen ones at the sender.
  const msg: Record<string, unknown> = { _msgid: `attack-${number}` };
  for (const [name, it] of Object.entries(made)) put(msg, name, numbered(it, number));
  return msg;
}

/** The value of a recipe. */
export function make(made: Made): unknown {
  switch (made.is) {
    case 'value':
      return made.value;
    case 'deep':
      return nested(made.of, made.levels);
    case 'long':
      return made.text.repeat(made.times);
    case 'many':
      return Array.from({ length: made.times }, () => make(made.of));
    case 'list':
      return made.items.map(make);
    case 'object':
      return objectOf(made.entries, made.how);
    case 'odd':
      return ODD_VALUES[made.what]();
  }
}

function numbered(made: Made, number: number): Made {
  if (made.is !== 'value' || typeof made.value !== 'string') return made;
  return value(made.value.replaceAll('{{n}}', String(number)));
}

/** Writes a property whatever its name: `__proto__` too becomes one of the object's own. */
function put(target: object, name: string, made: Made): void {
  const getter = made.is === 'odd' ? GETTERS[made.what] : undefined;
  const enumerable = { enumerable: true, configurable: true };
  if (getter) Object.defineProperty(target, name, { get: getter, ...enumerable });
  else Object.defineProperty(target, name, { value: make(made), writable: true, ...enumerable });
}

function objectOf(
  entries: ReadonlyArray<readonly [string, Made]>,
  how: 'null prototype' | 'frozen' | 'sealed' | undefined,
): object {
  const target: object = how === 'null prototype' ? Object.create(null) : {};
  for (const [name, it] of entries) put(target, name, it);
  if (how === 'frozen') return Object.freeze(target);
  return how === 'sealed' ? Object.seal(target) : target;
}

/** From the inside out: a recursion would end at the depth that is wanted. */
function nested(of: 'array' | 'object', levels: number): unknown {
  let inner: unknown = 'the innermost';
  for (let level = 0; level < levels; level++) inner = of === 'array' ? [inner] : { a: inner };
  return inner;
}

const boom = (): never => {
  throw new TypeError('a trap of the test');
};

const GETTERS: Partial<Record<Odd, () => unknown>> = {
  'throwing getter': boom,
  'deep getter': () => nested('object', 20_000),
};

/** A class whose objects cannot be made without an argument, as clones are. */
class Strict {
  readonly #hidden: string;

  constructor(given: { text: string }) {
    this.#hidden = given.text;
  }

  get shown(): string {
    return this.#hidden;
  }
}

const ODD_VALUES: Readonly<Record<Odd, () => unknown>> = {
  'throwing getter': () => Object.defineProperty({}, 'trap', { get: boom, enumerable: true }),
  'deep getter': () =>
    Object.defineProperty({}, 'trap', { get: () => nested('object', 20_000), enumerable: true }),
  circle: () => {
    const list: unknown[] = [];
    const circle = { list, name: 'circle' };
    list.push(circle, list);
    return circle;
  },
  'wide circle': () => {
    const circle: Record<string, unknown> = {};
    for (let number = 0; number < 40; number++) circle[`part_${number}`] = circle;
    return circle;
  },
  // Sixty objects, each in two places of the next: nobody has memory for it where it is written out.
  'one object in many places': () => {
    let level: Record<string, unknown> = { id: 1 };
    for (let number = 0; number < 60; number++) level = { one: level, other: level };
    return level;
  },
  'throwing proxy': () =>
    new Proxy({ a: 1 }, { get: boom, has: boom, ownKeys: boom, getPrototypeOf: boom, set: boom }),
  'revoked proxy': () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
  // Answers every name with itself.
  'quiet proxy': () => {
    const proxy: object = new Proxy(() => undefined, { get: (_, name) => (name === 'length' ? 1 : proxy) });
    return proxy;
  },
  function: () => boom,
  symbol: () => Symbol('of the test'),
  'symbol key': () => ({ [Symbol('of the test')]: 1, [Symbol.toStringTag]: 'Trap', [Symbol.iterator]: boom }),
  'throwing toJSON': () => ({ toJSON: boom, name: 'a' }),
  'throwing toString': () => ({ toString: boom, valueOf: boom, [Symbol.toPrimitive]: boom }),
  'class instance': () => new Strict({ text: 'hidden' }),
  'request and response': () => {
    const socket: Record<string, unknown> = { writable: true };
    const response: Record<string, unknown> = { socket, _res: { status: boom } };
    socket.parser = { socket, response };
    return response;
  },
  'error with circle': () => {
    const error = Object.assign(new Error('of the test'), { code: 'ETEST' });
    error.cause = error;
    return error;
  },
  'weak map': () => new WeakMap([[{}, 1]]),
  'promise that rejects': () => {
    const promise = Promise.reject(new Error('of the test'));
    promise.catch(() => undefined);
    return promise;
  },
  'invalid date': () => new Date(Number.NaN),
  // A copy inherits what this is, and cannot be copied again.
  'bytes as __proto__': () =>
    Object.defineProperty({}, '__proto__', { value: Buffer.from('of the test'), enumerable: true }),
  'symbol that throws': () =>
    Object.defineProperty({}, Symbol('of the test'), { get: boom, enumerable: true }),
  'maps in each other': () => {
    let outer = new Map<string, unknown>();
    for (let level = 0; level < 20_000; level++) outer = new Map([['a', outer]]);
    return outer;
  },
};
