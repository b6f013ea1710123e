import assert from 'node:assert/strict';
import { helper, only, until } from '../support/flow.js';
import { halfThenSilence, limited, silence, status } from './answers.js';
import { handles, leftOver, watchStray } from './left-over.js';
import { startFlow } from './play.js';
import type { Row, Stage } from './row.js';
import { stageOf } from './stage.js';

const PAGES = { paging: 'all', perPage: '1' };
const LATER = status(503, {}, { 'retry-after': '60' });

/** What is under way when the flow is closed; `begun` requests have been made by then, of the API and the login host. */
const cases: Array<
  Pick<Row, 'answers' | 'always' | 'loginAlways' | 'node'> & { what: string; begun: [number, number] }
> = [
  { what: 'requests without an answer', always: silence, begun: [1, 1] },
  { what: 'a body that has stalled', always: halfThenSilence, begun: [1, 1] },
  { what: 'pages of a list', answers: Array(40).fill(undefined), node: PAGES, begun: [2, 1] },
  { what: 'a token request', loginAlways: silence, begun: [0, 1] },
  { what: 'a wait for Reset', always: limited(1_800, { limit: 3600 }), begun: [1, 1] },
  { what: 'a wait for Retry-After', always: LATER, begun: [1, 1] },
  { what: 'a wait for another token', loginAlways: LATER, begun: [0, 1] },
  { what: 'messages held back for a tick', node: { ...PAGES, delivery: 'page', tick: true }, begun: [8, 1] },
  { what: 'messages that wait for their turn', always: silence, node: { concurrency: '1' }, begun: [1, 1] },
];

describe('a redeployment', function () {
  this.timeout(15_000);
  let stage: Stage;
  before(() => helper.startServer());
  after(() => helper.stopServer());
  afterEach(async () => {
    await helper.unload();
    await stage.close();
  });

  for (const { what, begun, ...script } of cases) {
    it(`in the middle of ${what}: closed at once, nothing is sent or left, no message ends twice`, async () => {
      const row: Row = { fault: what, expect: 'delivered', requests: 0, within: 0, ...script };
      stage = await stageOf(row);
      const stray = watchStray();
      const before = handles();
      const { seen, receive } = await startFlow(row, stage);
      for (let id = 0; id < 20; id++) receive({ id });
      const [requests, tokens] = begun;
      await until(() => stage.counts().requests >= requests && stage.counts().tokens >= tokens);
      const started = performance.now();
      await helper.unload();
      const ms = performance.now() - started;
      // What was on its way at that moment arrives.
      await new Promise((resolve) => setTimeout(resolve, 50));
      const closed = { ...stage.counts(), results: seen.results.length };
      await new Promise((resolve) => setTimeout(resolve, 300));
      assert.ok(ms < 2_000, `closing took ${ms} ms`);
      assert.deepEqual({ ...stage.counts(), results: seen.results.length }, closed, 'sent after the close');
      assert.deepEqual(await leftOver(stage, before), { sockets: 0, handles: [] });
      assert.deepEqual(stray.end(), []);
      const ends = [...seen.completed, ...seen.caught].map(({ id }) => id);
      assert.equal(new Set(ends).size, ends.length, 'a message ended twice');
    });
  }

  it('does not forget what the quota is: nothing is sent before a Reset that was told before it', async () => {
    const row = { answers: [limited(1_800, { limit: 3600 })], node: { deadline: '0.5' } };
    stage = await stageOf({ fault: 'redeploy', expect: 'delivered', requests: 0, within: 0, ...row });
    for (let deployment = 0; deployment < 2; deployment++) {
      const { seen, receive, settled } = await startFlow(row, stage);
      receive({});
      await settled();
      assert.equal(seen.caught[0]?.error?.code, 'PROCORE_RATE_LIMITED');
      await helper.unload();
    }
    assert.equal(stage.counts().requests, 1);
  });

  it('takes up work again: the next message is delivered', async () => {
    stage = await stageOf({
      fault: 'redeploy',
      expect: 'delivered',
      requests: 0,
      within: 0,
      answers: [silence],
    });
    const first = await startFlow({}, stage);
    first.receive({});
    await until(() => stage.counts().requests === 1);
    await helper.unload();
    const { seen, receive, settled } = await startFlow({}, stage);
    receive({});
    await settled();
    assert.equal((only(seen.results).payload as unknown[]).length, stage.rows);
  });
});
