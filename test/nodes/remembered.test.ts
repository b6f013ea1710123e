import assert from 'node:assert/strict';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { action, connectionTo, flow, helper, keyOf } from '../support/flow.js';

interface Told {
  readonly reason: string;
  readonly remembered?: boolean;
}

describe('a refusal that is remembered', () => {
  let simulator: Simulator;
  before(async () => {
    await new Promise<void>((resolve) => helper.startServer(resolve));
    simulator = await startSimulator({ permissions: { rfi: 'None' } });
  });
  after(async () => {
    await simulator.close();
    await new Promise<void>((resolve) => helper.stopServer(resolve));
  });
  afterEach(() => helper.unload());

  /** A deployed flow that reads RFIs, and what became of one more message. */
  const deploy = async () => {
    const company = simulator.companies[0] ?? assert.fail('no company');
    const path = `/rest/v1.0/projects/${company.projects[0]?.id}/rfis`;
    const node = action('procore-request', {
      method: 'GET',
      path,
      company: String(company.id),
      companyType: 'num',
    });
    const { seen, receive, settled } = await flow(node, connectionTo(simulator), keyOf(simulator));
    let messages = 0;
    const next = async (): Promise<[string, boolean | undefined]> => {
      receive({});
      await settled(++messages);
      const error = seen.caught.at(-1)?.procore?.error as Told | undefined;
      return [error?.reason ?? 'nothing was refused', error?.remembered];
    };
    return { next, path, companyId: String(company.id) };
  };

  it('reaches Catch like the first, and says that nothing was sent', async () => {
    const { next } = await deploy();
    assert.deepEqual(await next(), ['tool off', undefined]);
    const before = simulator.requests.length;
    assert.deepEqual(await next(), ['tool off', true]);
    assert.equal(simulator.requests.length, before);
  });

  it('is forgotten by a deployment', async () => {
    const { next } = await deploy();
    assert.deepEqual(await next(), ['tool off', undefined]);
    assert.deepEqual(await next(), ['tool off', true]);
  });

  const connection = () => ({
    id: 'connection',
    environment: 'custom',
    timeout: '5',
    clientSecret: '__PWRD__',
    loginUrl: simulator.loginUrl,
    apiUrl: simulator.apiUrl,
  });

  it('is forgotten by Connect in the editor, for the flow that runs', async () => {
    const { next, companyId } = await deploy();
    await next();
    assert.deepEqual(await next(), ['tool off', true]);
    const { status } = await helper
      .request()
      .post('/procore/check')
      .send({ connection: connection(), companyId });
    assert.equal(status, 200);
    assert.deepEqual(await next(), ['tool off', undefined]);
  });

  it('does not stand in the way of Try it', async () => {
    const { next, path, companyId } = await deploy();
    await next();
    const sent = () => simulator.requests.filter((request) => request.path === path).length;
    const before = sent();
    const plan = { method: 'GET', path, companyId };
    const { body } = await helper.request().post('/procore/try').send({ connection: connection(), plan });
    assert.equal(body.error.code, 'PROCORE_NOT_PERMITTED');
    assert.equal(sent(), before + 1);
  });
});
