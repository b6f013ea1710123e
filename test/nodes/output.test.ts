import assert from 'node:assert/strict';
import { helper, type Message, only } from '../support/flow.js';
import { RequestStage } from './request-stage.js';

describe('the place of a result, checked before anything is sent', () => {
  let stage: RequestStage;
  before(() => helper.startServer());
  after(() => helper.stopServer());
  beforeEach(async () => {
    stage = await RequestStage.start();
  });
  afterEach(async () => {
    await helper.unload();
    await stage.close();
  });

  const write = { method: 'POST', body: '{"rfi":{}}', bodyType: 'json' };
  const refused: Array<[string, Message]> = [
    ['payload.created', { payload: 'hello' }],
    ['payload.created', { payload: null }],
    ['payload.a.b', { payload: { a: 5 } }],
    ['payload[0].b', { payload: ['text'] }],
    ['statusCode.x', {}],
    ['req.a.b', { req: { a: 'x' } }],
    ['a b', {}],
  ];
  for (const [output, msg] of refused) {
    it(`refuses msg.${output} on ${JSON.stringify(msg)}`, async () => {
      const { error, requests } = await stage.send({ ...write, output }, msg);
      assert.equal(error?.code, 'PROCORE_CONFIG');
      assert.match(error?.message ?? '', /Output field/);
      assert.equal(requests.length, 0);
    });
  }

  const taken: Array<[string, Message]> = [
    ['payload.created', { payload: {} }],
    ['created.deep[0].x', {}],
    ['payload[0].b', { payload: [{ b: 1 }] }],
    ['payload[3]', { payload: [1] }],
    ['headers.created', { headers: {} }],
    ['procore.created', {}],
  ];
  for (const [output, msg] of taken) {
    it(`takes msg.${output} on ${JSON.stringify(msg)}`, async () => {
      const { error, requests, seen } = await stage.send({ ...write, output }, msg);
      assert.equal(error, undefined);
      assert.equal(requests.length, 1);
      assert.ok(only(seen.results));
    });
  }

  for (const method of ['GET', 'POST']) {
    it(`puts data on msg.procore, and no function, for a ${method}`, async () => {
      const { seen } = await stage.send({ ...write, method });
      const { procore } = only(seen.results) as { procore: Record<string, unknown> };
      assert.deepEqual(
        Object.keys(procore).filter((name) => typeof procore[name] === 'function'),
        [],
      );
      assert.equal(procore.environment, 'custom');
    });
  }

  it('refuses a place in context that is within a text, where it would be lost without a word', async () => {
    const { seen, receive, settled } = await stage.flow({
      ...write,
      output: 'results.rfis',
      outputType: 'flow',
    });
    const context = helper.getNode('action').context().flow;
    context.set('results', 'text');
    receive({});
    await settled();
    assert.match(only(seen.caught).error?.message ?? '', /cannot be put at flow\.results\.rfis/);
    assert.equal(stage.server.requests.length, 0);
    context.set('results', {});
    receive({});
    await settled(2);
    assert.deepEqual(context.get('results'), { rfis: {} });
  });
});
