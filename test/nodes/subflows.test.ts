import assert from 'node:assert/strict';
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
import { json, serve, type TestServer, token } from '../support/http-server.js';

const KEY = { clientId: 'client-1', clientSecret: 'secret-1' };
const place = { x: 0, y: 0 };

/** A property of a subflow, or of an instance of it. */
const property = (name: string, value: unknown, type = 'str') => ({ name, value, type });

describe('nodes in subflows', () => {
  let server: TestServer;
  before(async () => {
    await helper.startServer();
    server = await serve(({ path }, response) => {
      if (path === '/oauth/token') return token(response);
      if (path.includes('permissions')) {
        const tool = (name: string) => ({ name, user_access_level: { name: 'Read Only' } });
        return json(response, 200, { tools: [tool('RFIs'), tool('Punch List'), tool('Drawings')] });
      }
      return json(response, 200, [{ id: 7, name: 'Seven' }]);
    });
  });
  after(async () => {
    await server.close();
    await helper.stopServer();
  });
  afterEach(() => helper.unload());

  const subflow = (env: object[], more: Properties = {}): Properties => ({
    id: 'sf',
    type: 'subflow',
    name: 'Read',
    env,
    in: [{ x: 0, y: 0, wires: [{ id: 'inner' }] }],
    out: [{ x: 0, y: 0, wires: [{ id: 'inner', port: 0 }] }],
    ...more,
  });
  const instance = (id: string, env: object[], more: Properties = {}): Properties => ({
    ...place,
    id,
    type: 'subflow:sf',
    z: 'tab',
    name: '',
    env,
    wires: [['result']],
    ...more,
  });
  const inner = (more: Properties): Properties =>
    action('procore-request', {
      id: 'inner',
      z: 'sf',
      method: 'GET',
      path: '/rest/v1.0/things',
      wires: [[]],
      ...more,
    });

  describe('take their properties when they run', () => {
    const run = async (env: object[], node: Properties, own: object[] = []) => {
      const before = server.requests.length;
      const { seen } = await flow(
        action('procore-companies'),
        connectionAt(server.url),
        { connection: KEY },
        [
          subflow(env),
          inner(node),
          instance('one', own),
          { ...place, id: 'catchAll', z: 'sf', type: 'helper' },
        ],
      );
      const errors: unknown[] = [];
      const record = (args: unknown[]) => errors.push(...args);
      helper.getNode('one').receive({ payload: {} } as never);
      await until(() => {
        record(
          helper
            .log()
            .args.flat()
            .filter((entry: { level?: number }) => entry?.level === 20),
        );
        return seen.results.length > 0 || errors.length > 0;
      });
      const request = server.requests.slice(before).find(({ path }) => path.startsWith('/rest/'));
      return { request, results: seen.results, error: String((errors[0] as { msg?: unknown })?.msg ?? '') };
    };

    for (const [what, env, own] of [
      ['the subflow', [property('PROCORE', 'connection')], []],
      ['its instance', [property('PROCORE', 'nowhere')], [property('PROCORE', 'connection')]],
      ['a config node that is chosen', [property('PROCORE', 'connection', 'conf-type')], []],
    ] as const) {
      it(`the connection of ${what}`, async () => {
        const { results } = await run([...env], { connection: '${PROCORE}' }, [...own]);
        assert.equal(only(results).statusCode, 200);
      });
    }

    it('a connection that no property names is an error with its name', async () => {
      const { error, request } = await run([], { connection: '${PROCORE_T_NOWHERE}' });
      assert.match(error, /variable PROCORE_T_NOWHERE, which the field "connection" refers to, is not set/);
      assert.equal(request, undefined);
    });

    for (const type of ['json', 'str'] as const) {
      it(`a blank one is empty (${type})`, async () => {
        const node = {
          path: '/rest/v1.0/things${BLANK}',
          query: '${BLANK}',
          queryType: type === 'json' ? 'json' : 'env',
        };
        const { request } = await run([property('BLANK', '')], {
          ...node,
          query: type === 'json' ? '${BLANK}' : 'BLANK',
        });
        assert.equal(request?.path, '/rest/v1.0/things');
      });
    }

    it('a JSON one stays JSON', async () => {
      const filters = property('FILTERS', '{"filters":{"status":["open"]}}', 'json');
      for (const node of [
        { query: '${FILTERS}', queryType: 'json' },
        { query: 'FILTERS', queryType: 'env' },
      ]) {
        const { request } = await run([filters], node);
        assert.equal(decodeURIComponent(request?.path ?? ''), '/rest/v1.0/things?filters[status][]=open');
        await helper.unload();
      }
      const body = { method: 'POST', body: '${RFI}', bodyType: 'json' };
      const { request } = await run([property('RFI', '{"rfi":{"subject":"x"}}', 'json')], body);
      assert.deepEqual(JSON.parse(request?.body ?? ''), { rfi: { subject: 'x' } });
    });
  });

  describe('count in the permissions that flows need', () => {
    const required = async (others: Properties[], connection = 'connection') => {
      const { seen, receive, settled } = await flow(
        action('procore-access', { mode: 'required', connection, name: 'this one' }),
        connectionAt(server.url),
        { connection: KEY },
        others,
      );
      receive({});
      await settled();
      return only(seen.results as Message[]).payload as Array<Record<string, string>>;
    };
    const used = (rows: Array<Record<string, string>>) =>
      Object.fromEntries(
        rows.filter(({ used_by: by }) => by && by !== 'this one').map((row) => [row.operations, row.used_by]),
      );
    const rfis = { path: '/rest/v1.0/projects/{project_id}/rfis' };

    it('for the connection that each instance names', async () => {
      const others = [
        subflow([property('PROCORE', '')]),
        inner({ ...rfis, connection: '${PROCORE}' }),
        instance('one', [property('PROCORE', 'connection')]),
        instance('two', [property('PROCORE', 'another')]),
      ];
      assert.deepEqual(used(await required(others)), { 'List RFIs': 'procore.usedBy.procore-request' });
    });

    for (const [what, more] of [
      ['no instance names it', [instance('two', [property('PROCORE', 'another')])]],
      ['the instance is disabled', [instance('one', [property('PROCORE', 'connection')], { d: true })]],
      ['there is no instance', []],
    ] as const) {
      it(`not where ${what}`, async () => {
        const others = [
          subflow([property('PROCORE', '')]),
          inner({ ...rfis, connection: '${PROCORE}' }),
          ...more,
        ];
        assert.deepEqual(used(await required(others)), {});
      });
    }

    it('with the path that each instance names', async () => {
      const others = [
        subflow([property('TOOL', 'rfis')]),
        inner({ path: '/rest/v1.0/projects/{project_id}/${TOOL}', name: 'by tool' }),
        instance('one', []),
        instance('two', [property('TOOL', 'submittals')]),
      ];
      const rows = await required(others);
      assert.deepEqual(
        rows
          .filter(({ used_by: by }) => by === 'by tool')
          .map(({ tool }) => tool)
          .sort(),
        ['RFIs', 'Submittals'],
      );
      assert.ok(!rows.some(({ verdict }) => verdict === 'cannot be known'));
    });

    it('by variables of the tab, of groups and of subflows around', async () => {
      const others = [
        subflow([property('PROCORE', '${OUTER}', 'conf-type')]),
        inner({ ...rfis, connection: '${PROCORE}' }),
        {
          id: 'around',
          type: 'subflow',
          name: 'Around',
          in: [],
          out: [],
          env: [property('OUTER', 'TAB', 'env')],
        },
        instance('within', [], { z: 'around', wires: [] }),
        {
          ...place,
          id: 'group',
          type: 'group',
          z: 'tab',
          nodes: ['outermost'],
          env: [property('TAB', 'connection')],
          w: 1,
          h: 1,
        },
        { ...place, id: 'outermost', type: 'subflow:around', z: 'tab', g: 'group', env: [], wires: [] },
      ];
      assert.deepEqual(used(await required(others)), { 'List RFIs': 'procore.usedBy.procore-request' });
    });

    it('as what cannot be known, where only a run tells the connection', async () => {
      const others = [
        subflow([property('PROCORE', '$flowContext("x")', 'jsonata')]),
        inner({ ...rfis, connection: '${PROCORE}' }),
        instance('one', []),
        action('procore-request', {
          id: 'open',
          name: 'open',
          method: 'GET',
          ...rfis,
          connection: '${PROCORE_T_NOWHERE}',
          wires: [],
        }),
      ];
      const rows = (await required(others)).filter(({ verdict }) => verdict === 'cannot be known');
      assert.deepEqual(
        rows.map(({ operations, used_by: by }) => [operations, by]),
        [
          [
            'GET /rest/v1.0/projects/{project_id}/rfis, connection ${PROCORE}',
            'procore.usedBy.procore-request',
          ],
          ['GET /rest/v1.0/projects/{project_id}/rfis, connection ${PROCORE_T_NOWHERE}', 'open'],
        ],
      );
    });
  });
});
