import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import {
  type Answered,
  Client,
  type Failed,
  type ObservedCall,
  type Observer,
  parseConnection,
  type RunOptions,
  type Runtime,
  systemRuntime,
} from '../../src/index.js';
import { settings } from '../support/client.js';
import { collect } from '../support/collect.js';
import { json, serve, type TestServer, token } from '../support/http-server.js';

/** What an observer was told, in order. */
class Notebook implements Observer {
  readonly told: string[] = [];
  readonly calls = new Set<ObservedCall>();
  readonly answers: Answered[] = [];
  readonly failures: Failed[] = [];

  waiting(call: ObservedCall, _until: number, after?: string): void {
    this.calls.add(call);
    this.told.push(`waiting${after ? ` after ${after}` : ''}`);
  }

  sent(call: ObservedCall): void {
    this.calls.add(call);
    this.told.push('sent');
  }

  answered(call: ObservedCall, outcome: Answered): void {
    this.calls.add(call);
    this.answers.push(outcome);
    this.told.push(`answered ${outcome.status}, ${outcome.attempts}`);
  }

  failed(call: ObservedCall, outcome: Failed): void {
    this.calls.add(call);
    this.failures.push(outcome);
    const then = outcome.again === undefined ? 'ends' : 'again';
    this.told.push(`failed ${outcome.error.code} ${outcome.status ?? '-'}, ${outcome.attempts}, ${then}`);
  }
}

describe('an observer of calls', () => {
  let server: TestServer;
  let client: Client | undefined;
  let notes: Notebook;
  let debug: string[];
  let warnings: string[];
  /** Answers in their order; the last one stays. */
  let answers: Array<(response: ServerResponse) => void>;

  beforeEach(async () => {
    notes = new Notebook();
    debug = [];
    warnings = [];
    server = await serve((request, response) => {
      if (request.path === '/oauth/token') token(response);
      else (answers.length > 1 ? answers.shift() : answers[0])?.(response);
    });
  });
  afterEach(async () => {
    await client?.close();
    await server.close();
  });

  const open = (observer: Observer, runtime: Partial<Runtime> = {}) => {
    const log = { debug: (text: string) => debug.push(text), warn: (text: string) => warnings.push(text) };
    const whole = { ...systemRuntime(log), random: () => 0, ...runtime };
    const parts = { observer };
    client = new Client(parseConnection(settings(server.url, { lookups: false })), whole, parts);
    return client;
  };
  const call = (run: RunOptions = {}) => {
    const plan = {
      method: 'GET',
      operation: 'List things',
      path: '/rest/v1.0/projects/7/things',
      companyId: '4',
    };
    return collect((client ?? assert.fail('no client')).pages(plan, { owner: 'node-1', ...run }));
  };
  const good = (response: ServerResponse) => json(response, 200, []);
  const throttled = (response: ServerResponse) => json(response, 429, {}, { 'retry-after': '1' });

  it('is told of a success once, with whose call it was, of what, and how long it took', async () => {
    answers = [(response) => setTimeout(() => good(response), 30)];
    open(notes);
    await call();
    assert.deepEqual(notes.told, ['sent', 'answered 200, 1']);
    assert.deepEqual(
      [...notes.calls],
      [
        {
          operation: 'List things',
          companyId: '4',
          projectId: '7',
          owner: 'node-1',
          lane: 'flow',
          method: 'GET',
        },
      ],
    );
    const ms = notes.answers[0]?.ms ?? assert.fail('no time');
    assert.ok(ms >= 25 && ms < 2_000, `${ms} ms`);
  });

  it('is told of a retry: the failure, and then the success', async () => {
    answers = [(response) => json(response, 500, {}), good];
    open(notes, { random: () => 0.01 });
    await call();
    assert.deepEqual(notes.told, [
      'sent',
      'failed PROCORE_UNAVAILABLE 500, 1, again',
      'waiting after PROCORE_UNAVAILABLE',
      'sent',
      'answered 200, 2',
    ]);
    assert.equal(notes.calls.size, 1);
    assert.deepEqual(debug, ['List things: PROCORE_UNAVAILABLE, attempt 1; again in 5 ms']);
  });

  it('is told of a 429 and of the wait for quota, once', async () => {
    answers = [throttled, good];
    open(notes);
    const waits: number[] = [];
    await call({ onWait: (until) => waits.push(until) });
    assert.deepEqual(notes.told, [
      'sent',
      'failed PROCORE_RATE_LIMITED 429, 1, again',
      'waiting',
      'sent',
      'answered 200, 2',
    ]);
    assert.equal(waits.length, 1);
  });

  it('is told of a refusal once', async () => {
    answers = [(response) => json(response, 403, {})];
    open(notes);
    await assert.rejects(call(), { code: 'PROCORE_NOT_PERMITTED' });
    assert.deepEqual(notes.told, ['sent', 'failed PROCORE_NOT_PERMITTED 403, 1, ends']);
    assert.deepEqual(debug, []);
  });

  it('is told of a token that had to be renewed', async () => {
    answers = [(response) => json(response, 401, {}), good];
    open(notes);
    await call();
    assert.deepEqual(notes.told, ['sent', 'failed PROCORE_AUTH 401, 1, again', 'sent', 'answered 200, 2']);
  });

  it('is told of a cancelled call once: on its way, and in a wait', async () => {
    answers = [() => undefined];
    open(notes);
    const running = assert.rejects(call(), { code: 'PROCORE_CANCELLED' });
    while (!notes.told.includes('sent')) await new Promise((resolve) => setTimeout(resolve, 5));
    await client?.close();
    await running;
    assert.deepEqual(notes.told, ['sent', 'failed PROCORE_CANCELLED -, 1, ends']);

    answers = [throttled, good];
    open(notes);
    notes.told.length = 0;
    await assert.rejects(call({ onWait: () => client?.close() }), { code: 'PROCORE_CANCELLED' });
    assert.deepEqual(notes.told, [
      'sent',
      'failed PROCORE_RATE_LIMITED 429, 1, again',
      'waiting',
      'failed PROCORE_CANCELLED -, 1, ends',
    ]);
    assert.equal(notes.failures.at(-1)?.ms, undefined);
  });

  it('is told of a call for which nothing could be sent', async () => {
    answers = [good];
    open(notes);
    const plan = { method: 'POST', path: '/rest/v1.0/things', body: { number: Number.NaN } };
    await assert.rejects(collect((client as Client).pages(plan)), { code: 'PROCORE_CONFIG' });
    assert.deepEqual(notes.told, ['failed PROCORE_CONFIG -, 0, ends']);
  });

  it('is told of every attempt and of every end exactly once, whatever comes', async () => {
    const kinds: Array<(response: ServerResponse) => void> = [
      good,
      good,
      good,
      (response) => json(response, 500, {}),
      (response) => json(response, 401, {}),
      (response) => json(response, 429, {}, { 'retry-after': '0' }),
      (response) => json(response, 403, {}),
      (response) => response.destroy(),
      (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('[1'),
    ];
    let state = 7;
    const random = () => {
      state = (state * 48_271) % 2_147_483_647;
      return state / 2_147_483_647;
    };
    answers = [(response) => kinds[Math.floor(random() * kinds.length)]?.(response)];
    const stories = new Map<ObservedCall, string[]>();
    const note = (call: ObservedCall, what: string) =>
      stories.set(call, [...(stories.get(call) ?? []), what]);
    open({
      sent: (call) => note(call, 'sent'),
      answered: (call) => note(call, 'end'),
      failed: (call, { again, ms }) =>
        note(call, ms === undefined ? 'unsent end' : again === undefined ? 'end' : 'again'),
    });
    const settled = await Promise.allSettled(Array.from({ length: 150 }, () => call()));
    assert.equal(stories.size, 150);
    for (const story of stories.values()) assert.match(story.join(), /^(sent,again,)*(sent,end|unsent end)$/);
    const retried = [...stories.values()].filter((story) => story.includes('again'));
    assert.ok(retried.length > 20 && settled.some(({ status }) => status === 'rejected'));
  });

  it('that throws or rejects harms nothing, is named once in the log, and others are still told', async () => {
    answers = [good];
    const faulty: Observer = {
      sent: () => assert.fail('thrown on purpose'),
      answered: async () => assert.fail('rejected on purpose'),
    };
    open(faulty);
    await call();
    await call();
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? '', /observer of calls failed: .*thrown on purpose/);
  });
});
