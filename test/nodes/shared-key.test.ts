import assert from 'node:assert/strict';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { action, connectionTo, flow, helper, keyOf, type Message } from '../support/flow.js';

describe('connections and drafts that share a key', () => {
  let simulator: Simulator;
  before(() => new Promise<void>((resolve) => helper.startServer(resolve)));
  after(() => new Promise<void>((resolve) => helper.stopServer(resolve)));
  afterEach(async () => {
    await helper.unload();
    await simulator.close();
  });

  const draft = (more: object = {}) => ({
    id: 'connection',
    environment: 'custom',
    timeout: '5',
    clientSecret: '__PWRD__',
    loginUrl: simulator.loginUrl,
    apiUrl: simulator.apiUrl,
    ...more,
  });
  const ask = async (path: string, body: object) => {
    const response = await helper.request().post(`/procore/${path}`).send(body);
    assert.equal(response.status, 200);
    assert.equal(response.body.error, undefined, JSON.stringify(response.body));
    return response.body;
  };

  it('a reserve that is typed into a dialog and not deployed holds no flow up', async () => {
    const hourly = 60;
    simulator = await startSimulator({ companies: 1, limits: { hourly, spike: 1_000 } });
    const company = String(simulator.companies[0]?.id);
    const node = action('procore-projects', { company, companyType: 'num', deadline: '2' });
    const connection = connectionTo(simulator, { reserve: '1' });
    const { seen, receive, settled } = await flow(node, connection, keyOf(simulator));
    let sent = 0;
    const next = async () => {
      receive({});
      await settled(++sent);
      return seen.caught.at(-1)?.procore?.error?.code;
    };
    assert.equal(await next(), undefined);
    // Somebody tries a large reserve out, and cancels.
    await ask('projects', { connection: draft({ reserve: '90' }), companyId: company });
    for (let message = 0; message < 12; message++)
      assert.equal(await next(), undefined, `message ${message}`);
  });

  it('what one was refused stays known when another is opened', async () => {
    simulator = await startSimulator({ permissions: { rfi: 'None' } });
    const company = simulator.companies[0] ?? assert.fail('no company');
    const path = `/rest/v1.0/projects/${company.projects[0]?.id}/rfis`;
    const request = { method: 'GET', path, company: String(company.id), companyType: 'num' };
    const others = [
      connectionTo(simulator, { id: 'second' }),
      {
        ...action('procore-companies', { connection: 'second' }),
        id: 'opens',
        wires: [['opened'], []],
      },
      { id: 'opened', z: 'tab', type: 'helper', x: 0, y: 0 },
    ];
    const credentials = { ...keyOf(simulator), second: keyOf(simulator).connection };
    const { seen, receive, settled } = await flow(
      action('procore-request', request),
      connectionTo(simulator),
      credentials,
      others,
    );
    receive({});
    await settled(1);
    const opened = new Promise<Message>((resolve) => {
      helper.getNode('opened').on('input', (msg: unknown) => resolve(msg as Message));
    });
    helper.getNode('opens').receive({} as never);
    assert.equal(((await opened).payload as unknown[]).length, 3);
    receive({});
    await settled(2);
    const error = seen.caught[1]?.procore?.error as { remembered?: boolean } | undefined;
    assert.equal(error?.remembered, true);
  });

  it('a secret that is wrong is found out, although the deployed connection has a token', async () => {
    simulator = await startSimulator({ companies: 1 });
    const { receive, settled } = await flow(
      action('procore-companies'),
      connectionTo(simulator),
      keyOf(simulator),
    );
    receive({});
    await settled(1);
    const { clientId } = simulator;
    const { checks } = await ask('check', { connection: draft({ clientId, clientSecret: 'a slip' }) });
    assert.equal(checks[0]?.step, 'token');
    assert.equal(checks[0]?.verdict, 'failed');
    // And the flow goes on.
    receive({});
    await settled(2);
  });
});
