import assert from 'node:assert/strict';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import {
  action,
  connectionTo,
  flow,
  helper,
  keyOf,
  only,
  type Properties,
  runOnce,
} from '../support/flow.js';

/** A node as the editor makes it now. */
const OF_MESSAGE = { version: 2, companyType: 'message', company: '' };

describe('the company of a call', () => {
  let simulator: Simulator;
  before(async () => {
    await helper.startServer();
    simulator = await startSimulator({ projects: 6, companies: 3 });
  });
  after(async () => {
    await simulator.close();
    await helper.stopServer();
  });
  afterEach(() => helper.unload());

  const idOf = (index: number) => String(simulator.companies[index]?.id ?? assert.fail('no company'));
  const connection = () => connectionTo(simulator, { companyId: idOf(0) });
  /** The company that a call went to. */
  const calledFor = async (type: string, msg: object, more: Properties = {}) => {
    const node = action(type, { ...OF_MESSAGE, ...more });
    const { results } = await runOnce(node, connection(), keyOf(simulator), { ...msg });
    return only(results).procore?.companyId;
  };
  const procore = (more: object) => ({ procore: { environment: 'custom', ...more } });

  for (const [type, more] of [
    ['procore-projects', { projectStatus: 'all' }],
    ['procore-request', { method: 'GET', path: '/rest/v1.0/companies' }],
    ['procore-token', {}],
  ] as const) {
    it(`is that of the message for ${type}`, async () => {
      assert.equal(await calledFor(type, procore({ companyId: idOf(1) }), more), idOf(1));
    });
    it(`is the connection's default for ${type} where the message has none`, async () => {
      assert.equal(await calledFor(type, {}, more), idOf(0));
    });
  }

  for (const [what, msg] of [
    ['which stands beside it', () => ({ companyId: idOf(1), company: idOf(1) })],
    ['of another environment', () => ({ procore: { environment: 'production', companyId: idOf(1) } })],
    ['that no node of ours wrote', () => ({ procore: { companyId: idOf(1) } })],
    ['that is a number', () => procore({ companyId: Number(idOf(1)) })],
    ['that is no id', () => procore({ companyId: '../7' })],
    ['that is an object', () => procore({ companyId: { id: idOf(1) } })],
    ['of a text', () => ({ procore: idOf(1) })],
    ['of null', () => ({ procore: null })],
  ] as const) {
    it(`is not taken from a message with one ${what}`, async () => {
      assert.equal(await calledFor('procore-projects', msg(), { projectStatus: 'all' }), idOf(0));
    });
  }

  it('stays what it was in a flow stored before', async () => {
    const msg = procore({ companyId: idOf(1) });
    assert.equal(
      await calledFor('procore-projects', msg, { version: 1, companyType: 'connection' }),
      idOf(0),
    );
    await helper.unload();
    const own = { version: 1, companyType: 'num', company: idOf(2) };
    assert.equal(await calledFor('procore-projects', msg, own), idOf(2));
  });

  it('leads from each of the companies to its projects, with nothing filled in', async () => {
    const { seen, receive, settled } = await flow(
      action('procore-companies', { ...OF_MESSAGE, delivery: 'row', wires: [['projects']] }),
      connection(),
      keyOf(simulator),
      [
        {
          ...action('procore-projects', { ...OF_MESSAGE, id: 'projects', projectStatus: 'all' }),
          wires: [['result']],
        },
      ],
    );
    receive({});
    await settled();
    while (seen.results.length < 3) await new Promise((resolve) => setTimeout(resolve, 10));
    assert.deepEqual(
      seen.results.map((message) => message.procore?.companyId).sort(),
      simulator.companies
        .filter(({ installed }) => installed)
        .map(({ id }) => String(id))
        .sort(),
    );
  });
});
