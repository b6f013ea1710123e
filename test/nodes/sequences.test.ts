import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { action, connectionAt, flow, helper, type Message, type Properties, until } from '../support/flow.js';
import { json, serve, type TestServer, token } from '../support/http-server.js';

const KEY = { connection: { clientId: 'client-1', clientSecret: 'secret-1' } };
const core = createRequire(require.resolve('node-red'));
const join = core('@node-red/nodes/core/sequence/17-split.js') as never;
const place = { z: 'tab', x: 0, y: 0 };

/** Five projects, of which one is refused. */
const PROJECTS = [1, 2, 3, 4, 5].map((id) => ({ id }));
const REFUSED = 3;

describe('sequences in which one message fails', () => {
  let server: TestServer;
  let answer: (path: string) => [status: number, body: unknown, headers?: Record<string, string>];
  before(async () => {
    await helper.startServer();
    server = await serve(({ path }, response) => {
      if (path === '/oauth/token') token(response);
      else json(response, ...answer(path));
    });
  });
  after(async () => {
    await server.close();
    await helper.stopServer();
  });
  afterEach(() => helper.unload());

  const joined: Message[] = [];
  const start = async (node: Properties, others: Properties[]) => {
    joined.length = 0;
    const started = await flow(
      node,
      connectionAt(server.url),
      KEY,
      [
        ...others,
        { ...place, id: 'join', type: 'join', mode: 'auto', build: 'array', wires: [['joined']] },
        { ...place, id: 'joined', type: 'helper' },
      ],
      [join],
    );
    helper.getNode('joined').on('input', (msg: unknown) => joined.push(msg as Message));
    return started;
  };
  /** Lets what Catch gets go to Join as well, as a wire would. */
  const catchToJoin = () =>
    helper.getNode('caught').on('input', (msg: unknown) => helper.getNode('join').receive(msg as never));
  const rfis = (more: Properties) =>
    action('procore-request', {
      method: 'GET',
      paging: 'all',
      path: '/rest/v1.0/projects/{id}/rfis',
      perPage: '2',
      params: [{ name: 'id', value: 'payload.id', type: 'msg' }],
      ...more,
    });
  const projects = action('procore-request', {
    id: 'projects',
    method: 'GET',
    path: '/rest/v1.0/projects',
    delivery: 'row',
    wires: [['action']],
  });

  for (const refused of [1, REFUSED, 5]) {
    for (const [how, wires, failures] of [
      ['a second output', [['join'], ['join']], { onError: 'output', outputs: 2 }],
      ['a Catch node', [['join']], {}],
    ] as const) {
      it(`Join has all five projects where number ${refused} is refused, with errors by ${how}`, async () => {
        answer = (path) => {
          if (path.startsWith('/rest/v1.0/projects?') || path === '/rest/v1.0/projects')
            return [200, PROJECTS];
          const id = Number(/projects\/(\d+)/.exec(path)?.[1]);
          return id === refused ? [403, { error: 'no' }] : [200, [{ rfi: id }]];
        };
        await start(rfis({ ...failures, wires }), [projects]);
        catchToJoin();
        helper.getNode('projects').receive({});
        await until(() => joined.length > 0);
        const lists = joined[0]?.payload as unknown[];
        assert.equal(lists.length, 5);
        for (const { id } of PROJECTS) {
          assert.deepEqual(lists[id - 1], id === refused ? { error: 'no' } : [{ rfi: id }]);
        }
        assert.equal(joined.length, 1);
      });
    }
  }

  /** Seven rows, two a page, of which the third page is refused. */
  const cutOff = (path: string): ReturnType<typeof answer> => {
    const page = Number(new URL(path, 'http://x').searchParams.get('page'));
    if (page === 3) return [422, { error: 'no third page' }];
    const rows = [1, 2, 3, 4, 5, 6, 7].slice((page - 1) * 2, page * 2).map((id) => ({ id }));
    return [200, rows, { total: '7', 'per-page': '2' }];
  };

  for (const failures of [{ onError: 'output', outputs: 2 }, {}]) {
    for (const [delivery, read] of [
      ['row', [{ id: 1 }, { id: 2 }, { id: 3 }, { id: 4 }]],
      ['page', [{ id: 1 }, { id: 2 }, { id: 3 }, { id: 4 }]],
    ] as const) {
      it(`Join has what was read and the failure, one message per ${delivery}: ${JSON.stringify(failures)}`, async () => {
        answer = cutOff;
        const node = action('procore-request', {
          method: 'GET',
          path: '/rest/v1.0/things',
          paging: 'all',
          perPage: '2',
          parallel: '1',
          delivery,
          ...failures,
          wires: [
            ['join', 'result'],
            ['join', 'failure'],
          ],
        });
        const { receive, seen } = await start(node, []);
        catchToJoin();
        receive({ parts: { id: 'outer', index: 0, count: 1, type: 'array', len: 1 } });
        await until(() => joined.length > 0);
        assert.deepEqual(joined[0]?.payload, [...read, { error: 'no third page' }]);
        // What the message came with is there for a Join behind.
        assert.equal((joined[0]?.parts as { id?: string } | undefined)?.id, 'outer');
        assert.equal(seen.results.length, delivery === 'row' ? 4 : 2);
      });
    }
  }

  it('a request that fails before its first row is a sequence of one', async () => {
    answer = () => [403, { error: 'no' }];
    const node = action('procore-request', {
      method: 'GET',
      path: '/rest/v1.0/things',
      paging: 'all',
      delivery: 'row',
      onError: 'output',
      outputs: 2,
      wires: [['join'], ['join']],
    });
    const { receive } = await start(node, []);
    receive({});
    await until(() => joined.length > 0);
    assert.deepEqual(joined[0]?.payload, [{ error: 'no' }]);
  });

  it('a failure of everything in one message keeps the parts it came with, and no others', async () => {
    answer = () => [403, { error: 'no' }];
    const parts = { id: 'outer', index: 2, count: 3, type: 'array', len: 1 };
    const node = action('procore-request', { method: 'GET', path: '/rest/v1.0/things', paging: 'all' });
    const { receive, seen, settled } = await start(node, []);
    receive({ parts });
    await settled();
    assert.deepEqual(seen.caught[0]?.parts, parts);
  });
});
