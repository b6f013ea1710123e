import assert from 'node:assert/strict';
import { payloadBody, Sender } from '../../testing/events/deliver.js';
import { burst, steady } from '../../testing/events/load.js';
import { mutatedRequests } from '../../testing/events/mutated.js';
import { NodeRedStage } from '../../testing/events/node-red-stage.js';
import { storm } from '../../testing/events/storm.js';
import { until } from '../support/until.js';

describe('procore event in a real Node-RED', function () {
  this.timeout(120_000);
  let stage: NodeRedStage;
  before(async () => {
    stage = await NodeRedStage.start(2);
  });
  after(() => stage.close());

  const counted = async (wanted: number) => {
    for (let waited = 0; waited < 10_000 && (await stage.counted()) < wanted; waited += 50)
      await new Promise((resolve) => setTimeout(resolve, 50));
    return stage.counted();
  };

  it('receives by the route of Node-RED’s server and by its own port, and hands all of it out', async () => {
    for (const way of [stage.route, stage.port]) {
      const before = await stage.counted();
      const { sent, refused } = await burst(way, 300, 8);
      assert.equal(refused, 0);
      assert.equal(await counted(before + sent), before + sent);
    }
  });

  it('gets long ids exact, although the editor’s body parser comes before the route', async () => {
    const sender = new Sender(stage.route.url, stage.route.authorization);
    const body = payloadBody('9').replace('"resource_id":"9"', '"resource_id":5982324300946918154');
    const { status } = await sender.deliver(body);
    sender.close();
    assert.equal(status, 200);
    for (let waited = 0; waited < 5_000 && (await stage.last()) !== '5982324300946918154'; waited += 50)
      await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(await stage.last(), '5982324300946918154');
  });

  it('costs no delivery while a flow blocks Node-RED for longer than Procore waits', async () => {
    const sending = steady(stage.port, 20, 8);
    const blocked = await stage.block(6_500);
    const { sent, refused, p999 } = await sending;
    assert.ok(blocked > 6_000, `Node-RED was blocked for ${blocked} ms`);
    assert.deepEqual([sent, refused], [160, 0]);
    assert.ok(p999 < 5_000, `the slowest took ${p999} ms`);
  });

  it('makes one message and one read of many events of one edit', async () => {
    const { refused, messages, events, records, reads } = await storm(stage, 200);
    assert.deepEqual([refused, messages, events, records, reads], [0, 1, 200, 1, 1]);
  });

  it('gives the flow nothing that a sender without the secret has sent, by either way', async () => {
    for (const way of [stage.route, stage.port]) {
      const { friends: before } = await stage.seen();
      const { wrong } = await mutatedRequests({ ...way, runs: 150, seed: 3 });
      assert.deepEqual(wrong, []);
      await until(async () => (await stage.seen()).friends >= before + 15);
      // Requests of both kinds were sent by turns; this is for the last of them.
      await new Promise((resolve) => setTimeout(resolve, 200));
      assert.equal((await stage.seen()).intruders, 0);
    }
  });

  it('costs no delivery while it is deployed again', async () => {
    const before = await stage.counted();
    const sendings = [stage.route, stage.port].map((way) => steady(way, 50, 4));
    for (let n = 0; n < 2; n++) {
      await new Promise((resolve) => setTimeout(resolve, 500));
      await stage.deployAgain();
    }
    const figures = await Promise.all(sendings);
    assert.deepEqual(
      figures.map(({ refused }) => refused),
      [0, 0],
    );
    assert.ok((await counted(before + 400)) >= before + 400);
  });
});
