import assert from 'node:assert/strict';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { action, connectionTo, helper, keyOf, only, runOnce } from '../support/flow.js';

describe('changes', () => {
  let simulator: Simulator;
  before(async () => {
    await helper.startServer();
    simulator = await startSimulator();
  });
  after(async () => {
    await simulator.close();
    await helper.stopServer();
  });
  afterEach(() => helper.unload());

  it('gives the rows, and keeps the message', async () => {
    const seen = await runOnce(action('procore-changes'), connectionTo(simulator), keyOf(simulator), {
      payload: 'start',
      topic: 'kept',
    });
    const message = only(seen.results);
    assert.ok(Array.isArray(message.payload) && message.payload.length > 0);
    assert.equal(message.topic, 'kept');
    assert.equal(message.procore?.operation, 'Changes');
    assert.deepEqual(seen.caught, []);
  });
});
