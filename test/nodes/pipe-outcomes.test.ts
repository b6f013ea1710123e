import assert from 'node:assert/strict';
import { type Outcome, outcomesOf } from '../../nodes/shared/pipe/outcome.js';
import { ProcoreError } from '../../src/errors.js';
import { listCompanies, listProjects } from '../../src/operations.js';
import { helper, only, until } from '../support/flow.js';
import { PipeStage, soon } from './pipe-stage.js';

const refused = (projectId: string) =>
  new ProcoreError(
    {
      code: 'PROCORE_NOT_PERMITTED',
      cause: `Project ${projectId} is not permitted.`,
      fix: 'Permit it.',
      who: 'company administrator',
      projectId,
    },
    { status: 403, headers: { 'content-type': 'application/json' }, body: { error: projectId } },
  );

describe('outcomes of a run', () => {
  let stage: PipeStage;
  before(async () => {
    stage = await PipeStage.start();
  });
  after(() => stage.close());
  afterEach(() => helper.unload());

  const yielding = (...outcomes: Outcome[]) => ({
    async *onMessage() {
      yield* outcomes;
    },
  });
  const rows = (list: readonly unknown[], last: boolean, more: object = {}): Outcome => ({
    rows: list,
    last,
    ...more,
  });

  it('come of the simulator’s pages as of any other source', async () => {
    const { seen, receive, settled } = await stage.flow({
      async *onMessage({ client, options }) {
        for await (const { body } of client.pages(listCompanies(undefined), options)) {
          for (const { id } of body as Array<{ id: number }>) {
            yield* outcomesOf(client.pages(listProjects(String(id), 'all', 'compact'), options));
          }
        }
      },
    });
    receive({ topic: 'kept' });
    await settled();
    const message = only(seen.results);
    assert.deepEqual(
      [(message.payload as unknown[]).length, message.topic, message.statusCode],
      [3, 'kept', 200],
    );
    assert.equal(message.procore?.operation, 'List projects');
  });

  for (const [what, delivery, outcomes] of [
    ['rows of one list', 'row', () => [rows(Array(3_000).fill({ id: 1 }), true)]],
    ['values', 'array', () => Array(3_000).fill({ value: 1 })],
  ] as const) {
    it(`leave bit by bit, so that Node-RED delivers them and answers others meanwhile: ${what}`, async () => {
      const { seen, receive, settled } = await stage.flow(yielding(...outcomes()), { delivery });
      let turn = 0;
      const nextTurn = () => {
        turn++;
        if (seen.completed.length === 0) setImmediate(nextTurn);
      };
      const turns: number[] = [];
      helper.getNode('result').on('input', () => turns.push(turn));
      receive({});
      nextTurn();
      await settled();
      assert.equal(seen.results.length, 3_000);
      const most = Math.max(...[...new Set(turns)].map((at) => turns.filter((each) => each === at).length));
      assert.ok(most <= 1_000, `${most} in one turn`);
    });
  }

  describe('where a piece fails', () => {
    const pieces = yielding(
      rows([1, 2], false),
      { failure: refused('7') },
      rows([3], false),
      { failure: refused('8'), about: { operation: 'List RFIs' } },
      rows([4], true),
    );

    it('tell Catch of each by itself, and the run goes on to one Complete', async () => {
      const { seen, receive, settled } = await stage.flow(pieces, { delivery: 'page' });
      receive({ topic: 'kept', payload: 'before', shared: { deep: 1 } });
      await settled(3);
      await soon();
      assert.deepEqual(
        seen.results.map(({ payload }) => payload),
        [[1, 2], [3], [4]],
      );
      assert.deepEqual(
        seen.caught.map(({ error, procore, payload, topic, parts }) => [
          error?.code,
          procore?.projectId,
          procore?.operation,
          payload,
          topic,
          parts,
        ]),
        [
          ['PROCORE_NOT_PERMITTED', '7', undefined, { error: '7' }, 'kept', undefined],
          ['PROCORE_NOT_PERMITTED', '8', 'List RFIs', { error: '8' }, 'kept', undefined],
        ],
      );
      assert.equal(only(seen.completed).procore, undefined);
      const { fill, text } = seen.statuses.at(-1) ?? {};
      assert.deepEqual([fill, text], ['red', 'procore.status.partly']);
    });

    it('send each to the second output, if failures go there', async () => {
      const { seen, receive, settled } = await stage.flow(pieces, { onError: 'output', outputs: 2 });
      receive({});
      await settled();
      await soon();
      assert.deepEqual(
        seen.failures.map(({ error, procore, statusCode }) => [
          error?.message,
          procore?.error?.code,
          statusCode,
        ]),
        [
          ['Project 7 is not permitted. Permit it.', 'PROCORE_NOT_PERMITTED', 403],
          ['Project 8 is not permitted. Permit it.', 'PROCORE_NOT_PERMITTED', 403],
        ],
      );
      assert.deepEqual(only(seen.results).payload, [1, 2, 3, 4]);
      assert.deepEqual([seen.caught.length, seen.completed.length], [0, 1]);
    });

    for (const [delivery, last] of [
      ['array', { payload: [1], count: undefined }],
      ['page', { payload: [], count: 2 }],
      ['row', { payload: 1, count: 1 }],
    ] as const) {
      it(`end the list also behind a failure (${delivery})`, async () => {
        const ending = yielding(rows([1], false), { failure: refused('7') });
        const { seen, receive, settled } = await stage.flow(ending, { delivery });
        receive({});
        await settled(2);
        await soon();
        const { payload, parts } = seen.results.at(-1) ?? {};
        assert.deepEqual([payload, parts?.count], [last.payload, last.count]);
      });
    }

    it('send nothing but failures where each piece failed', async () => {
      const { seen, receive, settled } = await stage.flow(yielding({ failure: refused('7') }));
      receive({});
      await settled(2);
      assert.deepEqual([seen.results.length, seen.caught.length, seen.completed.length], [0, 1, 1]);
    });
  });

  it('leave by the second output where they were refused, as a sequence of that output', async () => {
    const work = yielding(
      rows([1], false),
      rows(['a'], false, { port: 'refused' }),
      rows([2], false),
      rows(['b'], false, { port: 'refused' }),
      rows([3], true),
    );
    const { seen, receive, settled } = await stage.flow(work, { delivery: 'row', outputs: 2 });
    receive({});
    await settled();
    await soon();
    const told = (messages: typeof seen.results) =>
      messages.map(({ payload, parts }) => [payload, parts?.index, parts?.count]);
    assert.deepEqual(told(seen.results), [
      [1, 0, undefined],
      [2, 1, undefined],
      [3, 2, 3],
    ]);
    assert.deepEqual(told(seen.failures), [
      ['a', 0, undefined],
      ['b', 1, 2],
    ]);
    assert.notEqual(seen.results[0]?.parts?.id, seen.failures[0]?.parts?.id);
    assert.equal(seen.statuses.at(-1)?.text, 'procore.status.rows');
  });

  it('are values, one a message', async () => {
    const { seen, receive, settled } = await stage.flow(yielding({ value: 'a' }, { value: 'b' }), {
      delivery: 'page',
    });
    receive({});
    await settled();
    await soon();
    assert.deepEqual(
      seen.results.map(({ payload, parts }) => [payload, parts?.count]),
      [
        ['a', undefined],
        ['b', 2],
      ],
    );
  });

  describe('that are to be confirmed', () => {
    /** Two pages, and how many messages had been sent when each was confirmed. */
    const confirming = (confirmed: string[], sent: () => number) => {
      const page = (list: readonly unknown[], last: boolean, name: string) =>
        rows(list, last, {
          confirmed: async () => {
            await soon(5);
            confirmed.push(`${name} after ${sent()}`);
          },
        });
      return yielding(page([1, 2], false, 'first'), page([], false, 'empty'), page([3], true, 'last'));
    };

    for (const [delivery, expected] of [
      ['array', ['first after 1', 'empty after 1', 'last after 1']],
      ['page', ['first after 1', 'empty after 2', 'last after 3']],
      ['row', ['first after 2', 'empty after 2', 'last after 3']],
    ] as const) {
      it(`are confirmed after their hand-over, before the message ends (${delivery})`, async () => {
        const confirmed: string[] = [];
        const sent = { count: () => 0, atEnd: -1 };
        const started = await stage.flow(
          confirming(confirmed, () => sent.count()),
          { delivery },
        );
        sent.count = () => started.seen.results.length;
        helper.getNode('completed').on('input', () => {
          sent.atEnd = confirmed.length;
        });
        started.receive({});
        await started.settled();
        assert.deepEqual(confirmed, expected);
        assert.equal(sent.atEnd, 3);
      });

      it(`are confirmed after the tick, the last one too (${delivery})`, async () => {
        const confirmed: string[] = [];
        const { seen, receive } = await stage.flow(
          confirming(confirmed, () => 0),
          { delivery, tick: true },
        );
        receive({});
        const messages = { array: 1, page: 3, row: 3 }[delivery];
        for (let n = 1; n <= messages; n++) {
          await until(() => seen.results.length === n);
          await soon();
          // Nothing of this message was confirmed, and nothing ended.
          assert.equal(seen.completed.length, n - 1, `completed before tick ${n}`);
          assert.equal(confirmed.includes('last after 0'), false);
          receive({ tick: true, parts: seen.results.at(-1)?.parts });
        }
        await until(() => seen.completed.length === messages + 1);
        assert.deepEqual(confirmed, ['first after 0', 'empty after 0', 'last after 0']);
        assert.equal(seen.caught.length, 0);
      });
    }

    it('are confirmed as failures of pieces too', async () => {
      let confirms = 0;
      const work = yielding({ failure: refused('7'), confirmed: async () => void confirms++ });
      const { receive, settled } = await stage.flow(work, { tick: true });
      receive({});
      await settled(2);
      assert.equal(confirms, 1);
    });

    it('fail the run where that is not possible', async () => {
      const work = yielding(
        rows([1], false, {
          confirmed: () => {
            throw new ProcoreError({
              code: 'PROCORE_STATE',
              cause: 'The disk is full.',
              fix: 'Make room.',
              who: 'developer',
            });
          },
        }),
        rows([2], true),
      );
      const { seen, receive, settled } = await stage.flow(work, { delivery: 'page' });
      receive({});
      await settled();
      await soon();
      assert.equal(only(seen.caught).error?.code, 'PROCORE_STATE');
      assert.deepEqual(only(seen.results).payload, [1]);
    });

    it('are not confirmed where the message was stopped before its tick', async () => {
      let confirms = 0;
      const work = yielding(rows([1], true, { confirmed: async () => void confirms++ }));
      const { seen, receive } = await stage.flow(work, { tick: true });
      receive({});
      await until(() => seen.results.length === 1);
      receive({ reset: true });
      await until(() => seen.completed.length === 2);
      assert.equal(confirms, 0);
    });
  });

  for (const delivery of ['array', 'page', 'row']) {
    it(`without a confirmation need no tick after the last message (${delivery})`, async () => {
      const { seen, receive, settled } = await stage.flow(yielding(rows([1], true)), {
        delivery,
        tick: true,
      });
      receive({});
      await settled();
      assert.equal(only(seen.results).parts?.count, delivery === 'array' ? undefined : 1);
    });
  }
});
