import assert from 'node:assert/strict';
import { action, connectionAt, flow, helper, type Properties, until } from '../support/flow.js';
import { json, serve, type TestServer, token } from '../support/http-server.js';

const KEY = { connection: { clientId: 'client-1', clientSecret: 'secret-1' } };

/** Messages that a node works on at the same time. */
const ALL = 8;

describe('what a message waits for', () => {
  let server: TestServer;
  let answer: 'list' | 'nothing';
  before(async () => {
    await helper.startServer();
    server = await serve(({ path }, response) => {
      if (path === '/oauth/token') token(response);
      else if (answer === 'list') json(response, 200, [{ id: 1 }, { id: 2 }, { id: 3 }]);
    });
  });
  after(async () => {
    await server.close();
    await helper.stopServer();
  });
  beforeEach(() => {
    answer = 'list';
  });
  afterEach(() => helper.unload());

  const silent = () => undefined;
  /** Lets the context stores answer nobody from now on. @returns what undoes that */
  const mute = () => {
    const node = helper.getNode('action') as unknown as { context?: () => object };
    const context = { get: silent, set: silent };
    node.context = () => ({ ...context, flow: context, global: context });
    return () => delete node.context;
  };

  const waits: ReadonlyArray<readonly [what: string, node: Properties, mutes?: boolean]> = [
    ['a context store that never gives a value', { query: 'q', queryType: 'flow' }, true],
    ['a context store that never takes the result', { output: 'rows', outputType: 'global' }, true],
    ['a context store in an expression', { query: '$flowContext("q")', queryType: 'jsonata' }, true],
    ['a company out of a context store', { company: 'c', companyType: 'global' }, true],
    ['a tick that never comes', { tick: true, delivery: 'row' }],
  ];

  for (const [what, more, mutes] of waits) {
    describe(what, () => {
      const start = async (node: Properties) => {
        const started = await flow(
          action('procore-request', { method: 'GET', path: '/rest/v1.0/a', paging: 'all', ...more, ...node }),
          connectionAt(server.url),
          KEY,
        );
        const undo = mutes ? mute() : silent;
        return { ...started, undo };
      };
      /** A message that has nothing to wait for, once the store answers again. */
      const works = async ({ seen, receive, undo }: Awaited<ReturnType<typeof start>>) => {
        undo();
        const ended = () => seen.results.length + seen.caught.length + seen.completed.length;
        const before = ended();
        receive({});
        await until(() => ended() > before, 2_000);
      };

      it('ends with the time of each message, and the node goes on', async () => {
        const started = await start({ deadline: '0.3' });
        const { seen, receive } = started;
        for (let n = 0; n < ALL; n++) receive({});
        await until(() => seen.caught.length === ALL, 3_000);
        assert.deepEqual([...new Set(seen.caught.map(({ error }) => error?.code))], ['PROCORE_TIMEOUT']);
        await works(started);
      });

      it('ends with msg.reset, and the node goes on', async () => {
        const started = await start({});
        const { seen, receive } = started;
        for (let n = 0; n < ALL; n++) receive({});
        await new Promise((resolve) => setTimeout(resolve, 100));
        receive({ reset: true });
        await until(() => seen.completed.length === ALL + 1, 3_000);
        assert.equal(seen.caught.length, 0);
        await works(started);
      });

      it('does not hold up a deployment', async () => {
        const { receive, undo } = await start({});
        for (let n = 0; n < ALL; n++) receive({});
        await new Promise((resolve) => setTimeout(resolve, 100));
        const began = Date.now();
        await helper.unload();
        undo();
        assert.ok(Date.now() - began < 2_000, `it took ${Date.now() - began} ms`);
      });
    });
  }

  it('a turn is no longer waited for than the message has time', async () => {
    answer = 'nothing';
    const { seen, receive } = await flow(
      action('procore-request', {
        method: 'GET',
        path: '/rest/v1.0/a',
        concurrency: '1',
        deadline: '0.3',
      }),
      connectionAt(server.url),
      KEY,
    );
    const began = Date.now();
    for (let n = 0; n < 20; n++) receive({});
    await until(() => seen.caught.length === 20, 3_000);
    assert.ok(Date.now() - began < 2_000);
  });

  it('a write that is stopped on its way says that its outcome is unknown', async () => {
    answer = 'nothing';
    const post = { method: 'POST', path: '/rest/v1.0/a', body: '{}', bodyType: 'json' };
    for (const [node, stop] of [
      [{ deadline: '0.4' }, silent],
      [{}, (receive: (msg: object) => void) => receive({ reset: true })],
    ] as const) {
      const before = server.requests.length;
      const { seen, receive } = await flow(
        action('procore-request', { ...post, ...node }),
        connectionAt(server.url),
        KEY,
      );
      receive({});
      await until(() =>
        server.requests.slice(before).some(({ method, path }) => method === 'POST' && path === post.path),
      );
      stop(receive as (msg: object) => void);
      await until(() => seen.caught.length === 1, 3_000);
      assert.equal(seen.caught[0]?.error?.code, 'PROCORE_UNKNOWN_OUTCOME');
      await helper.unload();
    }
  });

  it('a time limit of 30 days is no time limit of a moment', async () => {
    const { seen, receive, settled } = await flow(
      action('procore-request', { method: 'GET', path: '/rest/v1.0/a', deadline: String(30 * 86_400) }),
      connectionAt(server.url),
      KEY,
    );
    receive({});
    await settled();
    assert.deepEqual([seen.results.length, seen.caught.length], [1, 0]);
  });
});
