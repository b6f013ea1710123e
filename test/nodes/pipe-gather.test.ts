import assert from 'node:assert/strict';
import type { ActionDef } from '../../nodes/shared/flow-json.js';
import type { Run } from '../../nodes/shared/pipe/node-kind.js';
import type { Outcome } from '../../nodes/shared/pipe/outcome.js';
import { ProcoreError } from '../../src/errors.js';
import { helper, type Message, until } from '../support/flow.js';
import { PipeStage, soon } from './pipe-stage.js';

const failed = (cause: string) =>
  new ProcoreError({ code: 'PROCORE_INVALID', cause, fix: 'Mend it.', who: 'developer' });

describe('messages that are gathered for one run', () => {
  let stage: PipeStage;
  before(async () => {
    stage = await PipeStage.start();
  });
  after(() => stage.close());
  afterEach(() => helper.unload());

  /** The payloads of each run's messages. */
  let runs: unknown[][];
  beforeEach(() => {
    runs = [];
  });

  const rowsOf = ({ payload }: Message) => (Array.isArray(payload) ? payload : [payload]);
  /** Gives each message its own rows back. */
  async function* echoes({ messages }: Run<ActionDef>): AsyncGenerator<Outcome> {
    runs.push(messages.map(({ msg }) => msg.payload));
    for (const [message, { msg }] of messages.entries()) {
      yield { rows: rowsOf(msg as Message), last: true, message };
    }
  }
  const gathering = (rows: number, idleMs: number) => () => ({ rows, idleMs });

  it('begins once there are enough rows, and each message has its own result', async () => {
    const work = { onMessage: echoes, gather: gathering(4, 60_000) };
    const { seen, receive, settled } = await stage.flow(work);
    receive({ payload: [1, 2], topic: 'first' });
    receive({ payload: { a: 1 }, topic: 'second' });
    await soon();
    assert.deepEqual([runs.length, seen.completed.length], [0, 0]);
    receive({ payload: [3], topic: 'third' });
    await settled(3);
    assert.deepEqual(runs, [[[1, 2], { a: 1 }, [3]]]);
    assert.deepEqual(
      seen.results.map(({ payload, topic }) => [topic, payload]),
      [
        ['first', [1, 2]],
        ['second', [{ a: 1 }]],
        ['third', [3]],
      ],
    );
    assert.equal(seen.caught.length, 0);
  });

  it('begins after a while without a message', async () => {
    const { receive, settled } = await stage.flow({ onMessage: echoes, gather: gathering(100, 100) });
    receive({ payload: 1 });
    await soon(60);
    receive({ payload: 2 });
    await soon(60);
    assert.equal(runs.length, 0);
    await settled(2);
    assert.deepEqual(runs, [[1, 2]]);
  });

  it('ends each message when its rows ended, and not with the run', async () => {
    let goOn = () => {};
    const work = {
      gather: gathering(2, 60_000),
      async *onMessage(): AsyncGenerator<Outcome> {
        yield { rows: ['b'], last: true, message: 1 };
        await new Promise<void>((resolve) => {
          goOn = resolve;
        });
        yield { rows: ['a'], last: true, message: 0 };
      },
    };
    const { seen, receive, settled } = await stage.flow(work);
    receive({ payload: 1, topic: 'first' });
    receive({ payload: 2, topic: 'second' });
    await settled(1);
    assert.deepEqual(
      seen.completed.map(({ topic }) => topic),
      ['second'],
    );
    goOn();
    await settled(2);
    assert.deepEqual(
      seen.results.map(({ topic, payload }) => [topic, payload]),
      [
        ['second', ['b']],
        ['first', ['a']],
      ],
    );
  });

  it('tells a failure on the message that it is of', async () => {
    const work = {
      gather: gathering(2, 60_000),
      async *onMessage(): AsyncGenerator<Outcome> {
        yield { failure: failed('a row'), message: 1 };
        yield { rows: ['a'], last: true, message: 0 };
      },
    };
    const { seen, receive, settled } = await stage.flow(work);
    receive({ payload: 1, topic: 'first' });
    receive({ payload: 2, topic: 'second' });
    await settled(3);
    assert.deepEqual(
      seen.caught.map(({ topic, error }) => [topic, error?.cause]),
      [['second', 'a row']],
    );
    assert.equal(seen.completed.length, 2);
  });

  it('fails those whose rows did not end, where the run fails', async () => {
    const work = {
      gather: gathering(3, 60_000),
      async *onMessage(): AsyncGenerator<Outcome> {
        yield { rows: ['a'], last: true, message: 0 };
        throw failed('all');
      },
    };
    const { seen, receive, settled } = await stage.flow(work);
    for (const topic of ['first', 'second', 'third']) receive({ payload: 1, topic });
    await settled(3);
    assert.deepEqual(
      [seen.completed, seen.caught].map((messages) => messages.map(({ topic }) => topic)),
      [['first'], ['second', 'third']],
    );
  });

  it('goes on without a message that cannot be taken', async () => {
    const work = { onMessage: echoes, gather: gathering(2, 60_000) };
    const { seen, receive, settled } = await stage.flow(work, { output: 'payload.list' });
    receive({ payload: 'a text', topic: 'no place' });
    receive({ payload: { a: 1 }, topic: 'fine' });
    await settled(2);
    assert.deepEqual(
      seen.caught.map(({ topic, error }) => [topic, error?.code]),
      [['no place', 'PROCORE_CONFIG']],
    );
    assert.deepEqual(
      seen.results.map(({ topic }) => topic),
      ['fine'],
    );
    assert.deepEqual(runs, [[{ a: 1 }]]);
  });

  it('ends what was gathered with msg.reset, and gathers on', async () => {
    const work = { onMessage: echoes, gather: gathering(2, 60_000) };
    const { seen, receive, settled } = await stage.flow(work);
    receive({ payload: 1, topic: 'stopped' });
    await soon();
    receive({ reset: true });
    await settled(2);
    // The message with msg.reset is the other one that is complete.
    assert.deepEqual(
      seen.completed.flatMap(({ topic, procore }) => (topic ? [[topic, procore?.error?.code]] : [])),
      [['stopped', 'PROCORE_CANCELLED']],
    );
    assert.deepEqual([runs.length, seen.caught.length], [0, 0]);
    receive({ payload: 2 });
    receive({ payload: 3 });
    await settled(4);
    assert.deepEqual(runs, [[2, 3]]);
  });

  it('does not hold up a deployment', async () => {
    const { receive } = await stage.flow({ onMessage: echoes, gather: gathering(100, 60_000) });
    receive({ payload: 1 });
    await soon();
    const began = performance.now();
    await helper.unload();
    assert.ok(performance.now() - began < 2_000);
    assert.equal(runs.length, 0);
  });

  it('lets no more runs go at once than the node may', async () => {
    let open = 0;
    let most = 0;
    const work = {
      gather: gathering(2, 60_000),
      async *onMessage(run: Run<ActionDef>): AsyncGenerator<Outcome> {
        most = Math.max(most, ++open);
        await soon(20);
        yield* echoes(run);
        open--;
      },
    };
    const { receive, settled } = await stage.flow(work, { concurrency: '1' });
    for (let n = 0; n < 6; n++) receive({ payload: n });
    await settled(6);
    assert.equal(most, 1);
    assert.deepEqual(runs, [
      [0, 1],
      [2, 3],
      [4, 5],
    ]);
    await until(() => open === 0);
  });
});
