import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import {
  action,
  connectionAt,
  flow,
  helper,
  type Message,
  only,
  type Properties,
  until,
} from '../support/flow.js';
import { serve, type TestServer, token } from '../support/http-server.js';

const KEY = { connection: { clientId: 'client-1', clientSecret: 'secret-1' } };

/** Deeper than Node-RED's clone can go. */
const DEEP = 20_000;
const deepText = (levels = DEEP) => '['.repeat(levels) + ']'.repeat(levels);
const deep = () => JSON.parse(deepText()) as unknown;

/** A list that a clone walks along in depth, although every part of it is near the top. */
const chain = () => {
  const parts: Array<{ next?: object }> = Array.from({ length: DEEP }, () => ({}));
  for (const [index, part] of parts.entries()) if (index > 0) part.next = parts[index - 1] ?? {};
  return parts.reverse();
};

const throwing = () => ({
  get secret() {
    throw new Error('not for you');
  },
});

const hostile: Array<[string, () => object]> = [
  ['a property that is nested 20,000 levels deep', () => ({ other: deep() })],
  ['objects that a clone follows 20,000 levels deep', () => ({ other: chain() })],
  ['a getter that throws', () => Object.defineProperties({}, Object.getOwnPropertyDescriptors(throwing()))],
  ['a getter that throws, further in', () => ({ other: { further: throwing() } })],
  ['a property of its own named hasOwnProperty', () => ({ hasOwnProperty: 'mine' })],
  ['an error without a prototype', () => ({ error: Object.create(null) })],
  ['a proxy that throws', () => ({ other: new Proxy({}, { ownKeys: () => assert.fail('trap') }) })],
  ['a circle', () => ({ other: circle() })],
  ['no prototype', () => Object.assign(Object.create(null), { topic: 'x' })],
  ['no way to change it', () => Object.freeze({ _msgid: 'frozen', topic: 'x' })],
  [
    'parts that throw',
    () =>
      Object.defineProperty({}, 'parts', {
        enumerable: true,
        get: () => assert.fail('parts'),
      }),
  ],
  [
    'traps everywhere',
    () => new Proxy({ _msgid: 'p' }, { getOwnPropertyDescriptor: () => assert.fail('trap') }),
  ],
];

/** What Node-RED cannot copy, or cannot copy a second time, as it does where a result leaves by two wires. */
const uncopied: Array<[string, () => object]> = [
  ...Object.entries({
    bytes: () => Buffer.from('abc'),
    'a map': () => new Map(),
    'a set': () => new Set(),
    'an array buffer': () => new ArrayBuffer(3),
    'a view': () => new DataView(new ArrayBuffer(3)),
    'a symbol in an object': () => Object(Symbol('inner')) as object,
  }).map(([what, make]): [string, () => object] => [
    `a property __proto__ that is ${what}`,
    () => ({ other: [own('__proto__', make())] }),
  ]),
  [
    'a property __proto__ that leads back to it',
    () => {
      const first = own('__proto__', 1);
      Object.defineProperty(first, '__proto__', { value: own('__proto__', first) });
      return { other: first };
    },
  ],
  ['a property __proto__ of its own', () => own('__proto__', Buffer.from('abc'))],
  ['maps in each other', () => ({ other: nestedIn((inner) => new Map([['a', inner]])) })],
  ['keys of maps in each other', () => ({ other: nestedIn((inner) => new Map([[inner, 'a']])) })],
  ['sets in each other', () => ({ other: nestedIn((inner) => new Set([inner])) })],
  ['symbols in each other', () => ({ other: nestedIn((inner) => ({ [Symbol.for('a')]: inner })) })],
  ['a map of what throws', () => ({ other: new Map([['a', throwing()]]) })],
  ['a symbol that throws', () => ({ other: Object.defineProperty({}, Symbol('a'), getter) })],
  ['a symbol of the message that throws', () => Object.defineProperty({}, Symbol('a'), getter)],
  ['a hidden length that throws', () => ({ other: Object.defineProperty({}, 'length', { get: fails }) })],
  ['a hidden length of the message', () => Object.defineProperty({}, 'length', { get: fails })],
  ['a prototype that throws', () => ({ other: Object.create(Object.defineProperty({}, 'length', getter)) })],
  ['a class that must be told something', () => ({ other: new Told('something') })],
  ['a property that cannot be set', () => ({ other: own('only', 1, new OnlyRead()) })],
  ['what says that it is a map', () => ({ other: { [Symbol.toStringTag]: 'Map' } })],
  ['a list with a constructor', () => ({ other: own('constructor', 1, []) })],
  ['bytes with a constructor', () => ({ other: own('constructor', 1, new Uint8Array(3)) })],
  ['bytes that were given away', () => ({ other: givenAway() })],
];

/** What a function node makes, and any node passes on. */
const copied: Array<[string, () => object]> = [
  ['a date', () => ({ other: new Date(0) })],
  ['a map and a set', () => ({ other: new Map([[{}, new Set([1])]]) })],
  ['bytes', () => ({ other: [Buffer.from('abc'), new Uint8Array(3), Buffer.alloc(0)] })],
  ['a class', () => ({ other: new OnlyRead() })],
  ['an error', () => ({ other: new TypeError('of a flow') })],
  ['what an expression found', () => ({ other: /a(b)/.exec('ab') })],
  ['a property __proto__ from JSON', () => ({ other: JSON.parse('{"__proto__":{"a":[1]},"length":3}') })],
  ['a symbol', () => ({ other: { [Symbol('a')]: 1 } })],
  ['objects of another realm', () => ({ other: runInNewContext('({ a: [{ b: new Map([[1, 2]]) }] })') })],
];

const fails = () => assert.fail('trap');
const getter = { get: fails, enumerable: true };

function own(name: string, value: unknown, on: object = {}): object {
  return Object.defineProperty(on, name, { value, enumerable: true, configurable: true, writable: true });
}

function nestedIn(wrap: (inner: unknown) => object): object {
  let outer = {};
  for (let level = 0; level < DEEP; level++) outer = wrap(outer);
  return outer;
}

function givenAway(): Uint8Array {
  const bytes = new Uint8Array(3);
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
  return bytes;
}

class Told extends Map {
  constructor(told: string) {
    super();
    assert.ok(told);
  }
}

class OnlyRead {
  get only(): number {
    return 1;
  }
  set only(_: number) {
    throw new Error('only for reading');
  }
}

function circle(): object {
  const round: Record<string, unknown> = {};
  round.self = round;
  return round;
}

describe('the end of a message, whatever the message is', () => {
  let server: TestServer;
  let status = 200;
  let body = '[{"id":1}]';
  const escaped: unknown[] = [];
  const keep = (thrown: unknown) => escaped.push(thrown);
  let listeners: NodeJS.UnhandledRejectionListener[] = [];
  before(async () => {
    await helper.startServer();
    server = await serve((request, response) => {
      if (request.path === '/oauth/token') token(response);
      else response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    });
  });
  after(async () => {
    await server.close();
    await helper.stopServer();
  });
  beforeEach(() => {
    status = 200;
    body = '[{"id":1}]';
    escaped.length = 0;
    // What nobody catches ends a Node-RED process.
    listeners = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection').on('unhandledRejection', keep);
  });
  afterEach(async () => {
    process.removeAllListeners('unhandledRejection');
    for (const listener of listeners) process.on('unhandledRejection', listener);
    await helper.unload();
  });

  const start = (more: Properties = {}) =>
    flow(
      action('procore-request', { method: 'GET', path: '/rest/v1.0/things', ...more }),
      connectionAt(server.url),
      KEY,
    );
  /** As Node-RED's router does: it logs what an input handler throws. */
  const give = (receive: (msg: Message) => void, msg: object) => {
    try {
      receive(msg as Message);
    } catch (thrown) {
      escaped.push(thrown);
    }
  };
  const told = ({ results, failures, caught, completed }: Awaited<ReturnType<typeof flow>>['seen']) =>
    results.length + failures.length + caught.length + completed.length;
  const logged = () => JSON.stringify(helper.log().args.flat());

  for (const [what, message] of hostile) {
    for (const node of [
      { outputs: 1 },
      { onError: 'output', outputs: 2 },
      { wires: [['result', 'failure'], ['failure']] },
      { path: 'nowhere' },
      { path: 'nowhere', onError: 'output', outputs: 2 },
    ]) {
      it(`is told of a message with ${what}: ${JSON.stringify(node)}`, async () => {
        const { seen, receive } = await start(node);
        give(receive, message());
        await until(() => told(seen) > 0 || logged().includes('cannot be'));
        receive({ topic: 'next' });
        await until(() => seen.results.length + seen.caught.length + seen.failures.length > 0);
        assert.deepEqual(escaped, []);
      });
    }
    for (const stop of ['reset', 'tick']) {
      it(`is told of a message with ${what} and msg.${stop}`, async () => {
        const { seen, receive } = await start({ tick: true, delivery: 'row' });
        give(receive, marked(message(), stop));
        receive({ topic: 'next' });
        await until(() => seen.results.length > 0);
        assert.deepEqual(escaped, []);
      });
    }
  }

  for (const [what, message] of uncopied) {
    it(`ends once, before anything is sent, for a message with ${what}`, async () => {
      const before = server.requests.length;
      const { seen, receive } = await start({ wires: [['result', 'failure']], delivery: 'row' });
      give(receive, message());
      await until(() => told(seen) > 0);
      receive({ topic: 'next' });
      await until(() => seen.completed.length > 0);
      assert.equal(only(seen.caught).error?.code, 'PROCORE_CONFIG');
      assert.match(only(seen.caught).error?.message ?? '', /cannot be copied/);
      assert.equal(seen.completed.length, 1);
      assert.equal(server.requests.slice(before).filter(({ path }) => path !== '/oauth/token').length, 1);
      assert.deepEqual(escaped, []);
    });
  }

  for (const [what, message] of copied) {
    it(`passes on a message with ${what}`, async () => {
      const { seen, receive } = await start({ wires: [['result', 'failure']], delivery: 'row' });
      give(receive, message());
      await until(() => seen.completed.length > 0);
      assert.deepEqual([seen.results.length, seen.failures.length], [1, 1]);
      assert.deepEqual(seen.caught, []);
      assert.deepEqual(escaped, []);
    });
  }

  it('passes on, by one wire, what Node-RED can copy only once', async () => {
    class Guarded {
      readonly #items = [1];
      get length() {
        return this.#items.length;
      }
    }
    const { seen, receive } = await start({ delivery: 'row' });
    receive({ other: new Guarded() });
    await until(() => seen.completed.length + seen.caught.length > 0);
    assert.deepEqual([seen.results.length, seen.caught.length], [1, 0]);
    await helper.unload();
    const branched = await start({ delivery: 'row', wires: [['result', 'failure']] });
    branched.receive({ other: new Guarded() });
    await until(() => told(branched.seen) > 0);
    assert.match(only(branched.seen.caught).error?.message ?? '', /^msg\.other cannot be copied/);
    assert.deepEqual([branched.seen.results, branched.seen.failures], [[], []]);
  });

  it('names what cannot be copied, and nothing is sent for it', async () => {
    const before = server.requests.length;
    const { seen, receive } = await start({ method: 'POST', body: '{}', bodyType: 'json' });
    receive({ other: deep() });
    await until(() => seen.caught.length === 1);
    const { error, procore, other } = only(seen.caught);
    assert.equal(error?.code, 'PROCORE_CONFIG');
    assert.match(error?.message ?? '', /^msg\.other cannot be copied/);
    assert.equal(procore?.error?.code, 'PROCORE_CONFIG');
    assert.equal(other, undefined);
    assert.equal(server.requests.length, before);
  });

  it('request and response of a web request stay on the message that Catch gets', async () => {
    const [req, res] = [{ of: 'the browser' }, { to: 'the browser' }];
    const { seen, receive } = await start({ path: 'nowhere' });
    receive({ payload: deep(), req, res });
    await until(() => seen.caught.length === 1);
    const caught = only(seen.caught);
    assert.equal(caught.req, req);
    assert.equal(caught.res, res);
    assert.equal(caught.payload, undefined);
  });

  for (const refused of [400, 403, 404, 422, 500]) {
    it(`a ${refused} with a body that cannot be copied reaches Catch without it`, async () => {
      status = refused;
      body = deepText();
      const { seen, receive } = await start({ method: 'POST', body: '{}', bodyType: 'json' });
      receive({ payload: 'mine', topic: 'kept' });
      await until(() => seen.caught.length === 1);
      const { error, payload, topic } = only(seen.caught);
      assert.match(error?.code ?? '', /^PROCORE_/);
      assert.deepEqual([payload, topic], ['mine', 'kept']);
      assert.deepEqual(escaped, []);
    });
  }

  it('an answer that cannot be copied for several wires is a failure, and the node goes on', async () => {
    body = deepText();
    const { seen, receive } = await start({ wires: [['result', 'failure']] });
    receive({});
    await until(() => seen.caught.length === 1);
    assert.equal(only(seen.caught).error?.code, 'PROCORE_BAD_RESPONSE');
    body = '[]';
    receive({});
    await until(() => seen.results.length === 2);
    assert.deepEqual(escaped, []);
  });
});

/** With one property more, if the message takes one. */
function marked(msg: object, name: string): object {
  try {
    return Object.assign(msg, { [name]: true });
  } catch {
    return msg;
  }
}
