import assert from 'node:assert/strict';
import { type Outcome, outcomesOf } from '../../nodes/shared/pipe/outcome.js';
import { configError, ProcoreError } from '../../src/errors.js';
import { listCompanies } from '../../src/operations.js';
import { helper, only, until } from '../support/flow.js';
import { PipeStage, soon } from './pipe-stage.js';

const unavailable = (cause: string) =>
  new ProcoreError({ code: 'PROCORE_UNAVAILABLE', cause, fix: 'Wait.', who: 'try again later' });

const PAUSES = { firstMs: 100, mostMs: 250 };

/** Waits until it is stopped. */
const forever = (signal: AbortSignal | undefined) =>
  new Promise<never>((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

describe('work from deploy until close', () => {
  let stage: PipeStage;
  before(async () => {
    stage = await PipeStage.start();
  });
  after(() => stage.close());
  afterEach(() => helper.unload());

  it('sends messages made from nothing, each outcome a sequence by itself', async () => {
    const { seen } = await stage.flow(
      {
        async *whileDeployed({ client, options }) {
          await soon();
          yield* outcomesOf(client.pages(listCompanies(undefined), options));
          yield { value: 'event', about: { operation: 'Event' } };
          yield { rows: ['a'], last: false };
          yield { rows: ['b'], last: true };
          await forever(options.signal);
        },
      },
      { delivery: 'row' },
    );
    await until(() => seen.results.length === 4);
    assert.deepEqual(
      seen.results.slice(1).map(({ payload, parts }) => [payload, parts?.index, parts?.count]),
      [
        ['event', 0, 1],
        ['a', 0, undefined],
        ['b', 1, 2],
      ],
    );
    const [company, event, a, b] = seen.results;
    assert.equal((company?.payload as { id?: unknown } | undefined)?.id, stage.simulator.companies[0]?.id);
    assert.deepEqual([company?.statusCode, event?.procore?.operation], [200, 'Event']);
    assert.equal(new Set([company, event, a].map((each) => each?.parts?.id)).size, 3);
    assert.equal(a?.parts?.id, b?.parts?.id);
    assert.notEqual(event?._msgid, undefined);
    assert.deepEqual([seen.caught.length, seen.completed.length], [0, 0]);
    await soon();
    assert.equal(seen.statuses.at(-1)?.text, 'procore.status.listening');
  });

  it('is begun again after pauses that grow, and each failure goes to Catch', async () => {
    const begun: number[] = [];
    const { seen } = await stage.flow(
      {
        // biome-ignore lint/correctness/useYield: it breaks off before.
        async *whileDeployed() {
          begun.push(performance.now());
          throw unavailable(`broken ${begun.length}`);
        },
      },
      {},
      PAUSES,
    );
    await until(() => begun.length === 5);
    const pauses = begun.slice(1).map((at, n) => at - (begun[n] ?? 0));
    for (const [n, least] of [100, 200, 250, 250].entries()) {
      const pause = pauses[n] ?? 0;
      assert.ok(pause >= least - 5 && pause < least + 150, `pause ${n} was ${Math.round(pause)} ms`);
    }
    assert.deepEqual(
      seen.caught.slice(0, 2).map(({ error, procore }) => [error?.cause, procore?.error?.code]),
      [
        ['broken 1', 'PROCORE_UNAVAILABLE'],
        ['broken 2', 'PROCORE_UNAVAILABLE'],
      ],
    );
    const texts = seen.statuses.map(({ text }) => text);
    assert.ok(texts.includes('procore.status.errors.PROCORE_UNAVAILABLE'));
    assert.ok(texts.includes('procore.status.retries'));
  });

  it('begins with the first pause again once it has yielded something', async () => {
    const begun: number[] = [];
    await stage.flow(
      {
        async *whileDeployed() {
          begun.push(performance.now());
          yield { value: begun.length };
          throw unavailable('broken');
        },
      },
      {},
      { firstMs: 100, mostMs: 60_000 },
    );
    await until(() => begun.length === 5);
    const took = (begun[4] ?? 0) - (begun[0] ?? 0);
    // With pauses that grow it would take 1.5 s.
    assert.ok(took < 1_200, `it took ${Math.round(took)} ms`);
  });

  it('is not begun again where a setting is wrong, since nothing changes that', async () => {
    let begun = 0;
    const { seen } = await stage.flow(
      {
        // biome-ignore lint/correctness/useYield: it breaks off before.
        async *whileDeployed() {
          begun++;
          throw configError('No address.', 'Set one.');
        },
      },
      {},
      { firstMs: 1, mostMs: 1 },
    );
    await until(() => seen.caught.length === 1);
    await soon(100);
    assert.equal(begun, 1);
    assert.equal(seen.statuses.at(-1)?.text, 'procore.status.errors.PROCORE_CONFIG');
  });

  it('has its end, after which it is not begun again', async () => {
    let begun = 0;
    const { seen } = await stage.flow({
      async *whileDeployed() {
        yield { value: ++begun };
      },
    });
    await until(() => seen.results.length === 1);
    await soon(100);
    assert.deepEqual([begun, seen.caught.length], [1, 0]);
  });

  it('tells of the failure of a piece and goes on', async () => {
    const outcomes: Outcome[] = [{ failure: unavailable('one delivery') }, { value: 1 }];
    const { seen } = await stage.flow({
      async *whileDeployed({ options }) {
        yield* outcomes;
        await forever(options.signal);
      },
    });
    await until(() => seen.results.length === 1);
    assert.equal(only(seen.caught).error?.cause, 'one delivery');
  });

  it('waits for a tick after every message, and confirms then', async () => {
    const confirmed: number[] = [];
    const { seen, receive } = await stage.flow(
      {
        async *whileDeployed() {
          for (const value of [1, 2]) yield { value, confirmed: async () => void confirmed.push(value) };
          yield { value: 3 };
          yield { value: 4 };
        },
      },
      { tick: true },
    );
    for (let n = 1; n <= 4; n++) {
      await until(() => seen.results.length === n);
      await soon();
      assert.deepEqual([seen.results.length, confirmed.length], [n, Math.min(2, n - 1)]);
      receive({ tick: true });
    }
    await until(() => seen.completed.length === 4);
    assert.deepEqual(confirmed, [1, 2]);
  });

  it('is not touched by msg.reset', async () => {
    let aborted = false;
    const { seen, receive, settled } = await stage.flow({
      async *whileDeployed({ options }) {
        options.signal.addEventListener('abort', () => {
          aborted = true;
        });
        yield { value: 1 };
        await forever(options.signal);
      },
    });
    await until(() => seen.results.length === 1);
    receive({ reset: true });
    await settled();
    assert.equal(aborted, false);
  });

  const stuck: Readonly<Record<string, (signal: AbortSignal) => AsyncIterable<Outcome>>> = {
    'in work that listens': async function* (signal) {
      yield { value: 1 };
      await forever(signal);
    },
    'in work that does not listen': async function* () {
      yield { value: 1 };
      await new Promise<never>(() => undefined);
    },
    'in a confirmation that never comes': async function* () {
      yield { value: 1, confirmed: () => new Promise<never>(() => undefined) };
    },
    'in a pause': async function* () {
      yield { value: 1 };
      throw unavailable('broken');
    },
  };
  for (const [where, work] of Object.entries(stuck)) {
    it(`closes within 2 s, also ${where}`, async () => {
      const { seen } = await stage.flow(
        { whileDeployed: ({ options }) => work(options.signal) },
        {},
        { firstMs: 60_000, mostMs: 60_000 },
      );
      await until(() => seen.results.length === 1);
      const began = performance.now();
      await helper.unload();
      const took = performance.now() - began;
      assert.ok(took < 2_000, `it took ${Math.round(took)} ms`);
      const sent = seen.results.length;
      await soon(100);
      assert.equal(seen.results.length, sent);
    });
  }
});
