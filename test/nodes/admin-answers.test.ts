import assert from 'node:assert/strict';
import { action, connectionAt, flow, helper } from '../support/flow.js';
import { serve, type TestServer, token } from '../support/http-server.js';

const DEEP = '['.repeat(6_000) + ']'.repeat(6_000);
const KEY = { connection: { clientId: 'client-1', clientSecret: 'secret-1' } };

/** What stands in Procore's answers in place of a name. */
const ODD: ReadonlyArray<readonly [what: string, json: string]> = [
  ['6,000 levels deep', DEEP],
  ['an object', '{"toString":1,"toJSON":2}'],
  ['a list', '["a"]'],
  ['a number', '7'],
  ['a megabyte long', JSON.stringify('x'.repeat(1_000_000))],
  ['null', 'null'],
];

describe('odd answers of Procore behind the dialogs', () => {
  let server: TestServer;
  let odd = '';
  const escaped: unknown[] = [];
  const keep = (thrown: unknown) => escaped.push(thrown);
  let listeners: NodeJS.UnhandledRejectionListener[] = [];

  /** Every value that is passed on is the odd one, but for the id that leads further. */
  const answerTo = (path: string): string => {
    if (path.includes('/permissions')) {
      const row = `{"name":${odd},"friendly_name":${odd},"user_access_level":{"name":"Admin"}}`;
      return `{"tools":[${row},${odd}]}`;
    }
    if (path.includes('/me')) return `{"id":${odd},"name":${odd},"login":${odd}}`;
    const row = `"name":${odd},"project_number":${odd},"project_stage":{"name":${odd}},"is_active":${odd},"active":${odd}`;
    return `[{"id":31,${row}},{"id":${odd},${row}},${odd}]`;
  };

  before(async () => {
    server = await serve(({ path }, response) => {
      if (path === '/oauth/token') return token(response);
      response.writeHead(200, { 'content-type': 'application/json' }).end(answerTo(path));
      return undefined;
    });
    await new Promise<void>((resolve) => helper.startServer(resolve));
  });
  after(async () => {
    await new Promise<void>((resolve) => helper.stopServer(resolve));
    await server.close();
  });
  beforeEach(async () => {
    escaped.length = 0;
    listeners = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection').on('unhandledRejection', keep);
    await flow(action('procore-companies'), connectionAt(server.url), KEY);
  });
  afterEach(async () => {
    process.removeAllListeners('unhandledRejection');
    for (const listener of listeners) process.on('unhandledRejection', listener);
    await helper.unload();
  });

  const connection = (number: number) => ({
    ...connectionAt(server.url),
    clientSecret: '__PWRD__',
    timeout: String(5 + number),
  });
  const post = async (path: string, body: object) => {
    const response = await helper.request().post(`/procore/${path}`).send(body).timeout(5_000);
    assert.equal(response.status, 200);
    return response.body as Record<string, unknown>;
  };
  type Choice = { id: string; name: string; number?: string; stage?: string; active?: boolean };

  for (const [number, [what, json]] of ODD.entries()) {
    it(`gives choices with names that are texts, where a name is ${what}`, async () => {
      odd = json;
      const of = connection(number);
      for (const [path, list] of [
        ['companies', 'companies'],
        ['projects', 'projects'],
      ] as const) {
        const { [list]: choices } = await post(path, { connection: of, companyId: '31' });
        // A plain number is an id, so that row counts.
        const ids = (choices as Choice[]).map(({ id }) => id);
        assert.deepEqual(ids, json === '7' ? ['31', '7'] : ['31']);
        for (const { name, number: shown = '', stage = '', active = true } of choices as Choice[]) {
          for (const text of [name, shown, stage]) {
            assert.equal(typeof text, 'string');
            assert.ok(text.length <= 300);
          }
          assert.equal(typeof active, 'boolean');
        }
      }
      assert.deepEqual(escaped, []);
    });

    it(`checks a connection and its permissions, where a name is ${what}`, async () => {
      odd = json;
      const { checks } = await post('check', { connection: connection(number), companyId: '31' });
      const verdicts = checks as Array<{ step: string; verdict: string; name?: string; tools?: object[] }>;
      assert.equal(verdicts.length, 8);
      assert.deepEqual(
        verdicts.filter(({ verdict }) => verdict === 'failed').map(({ step }) => step),
        [],
      );
      for (const { name = '' } of verdicts) assert.ok(typeof name === 'string' && name.length <= 300);
      const { permissions } = await post('required', { connection: connection(number), companyId: '31' });
      for (const { tool } of permissions as Array<{ tool: unknown }>) {
        assert.ok(typeof tool === 'string' && tool.length <= 300);
      }
      assert.deepEqual(escaped, []);
    });

    it(`tries a call out, where a name is ${what}`, async () => {
      odd = json;
      const plan = { method: 'GET', path: '/rest/v1.0/companies' };
      const { status } = await post('try', { connection: connection(number), plan });
      assert.equal(status, 200);
      assert.deepEqual(escaped, []);
    });
  }
});
