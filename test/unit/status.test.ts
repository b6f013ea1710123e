import assert from 'node:assert/strict';
import type { Node, NodeAPI } from 'node-red';
import texts from '../../nodes/shared/locales/en-US.json';
import { Host } from '../../nodes/shared/pipe/host.js';
import { Status } from '../../nodes/shared/pipe/status.js';
import { cancelledError, configError } from '../../src/errors.js';

/** A text of the catalogue, as RED._ gives it without filling in values. */
function text(key: string, options: object): string {
  assert.deepEqual(options, { skipInterpolation: 1 });
  const found = key
    .split('.')
    .reduce<unknown>((place, name) => (place as Record<string, unknown>)[name], texts);
  assert.equal(typeof found, 'string', `${key} is no text`);
  return String(found);
}

const hostThat = (show: (status: { fill?: string; shape?: string; text?: string }) => void) =>
  new Host({ _: text } as unknown as NodeAPI, { status: show } as unknown as Node);

describe('the status of a node', () => {
  let shown: string[];
  let status: Status;
  beforeEach(() => {
    shown = [];
    status = new Status(
      hostThat(({ fill = '', shape = '', text: told = '' }) => {
        assert.doesNotMatch(told, /__/, 'a value is missing');
        shown.push(`${fill} ${shape}: ${told}`);
      }),
    );
  });
  const last = () => shown.at(-1);
  const started = (count: number) => {
    for (let n = 0; n < count; n++) status.started();
  };

  it('counts the messages in progress, and tells the page of one of them', () => {
    started(34);
    assert.equal(last(), 'blue dot: 34 in progress');
    status.progress(100, { page: 1, perPage: 100, total: 2_500 });
    assert.equal(last(), 'blue dot: 34 in progress, page 1 of 25');
  });

  it('tells no pages where there is one, or where nobody knows how many', () => {
    for (const progress of [
      { page: 1, perPage: 100, total: 25 },
      { page: 1, perPage: 100 },
      { total: 2_500 },
      {},
    ]) {
      status = new Status(hostThat(({ text: told = '' }) => shown.push(told)));
      started(2);
      status.progress(25, progress);
      assert.equal(last(), '2 in progress');
    }
  });

  it('tells the rows of a single message, of how many where that is known', () => {
    started(1);
    assert.equal(last(), 'blue dot: requesting');
    status.progress(1_200, { page: 12, perPage: 100, total: 2_500 });
    assert.equal(last(), 'blue dot: 1,200 of 2,500 rows');
    status.ended(undefined, 2_500);
    assert.equal(last(), 'green dot: 2,500 rows');
    started(1);
    status.progress(1_200, {});
    assert.equal(last(), 'blue dot: 1,200 rows');
  });

  for (const [seconds, told] of [
    [7.2, '8 s'],
    [-3, '1 s'],
    [119, '119 s'],
    [150, '3 min'],
    [1_394, '24 min'],
  ] as const) {
    it(`tells how long it waits, and for what: ${seconds} s`, () => {
      started(1);
      const until = Date.now() + seconds * 1000;
      status.waiting(until);
      assert.equal(last(), `yellow ring: waiting for the rate limit, ${told}`);
      status.waiting(until, 'PROCORE_RATE_LIMITED');
      assert.equal(last(), `yellow ring: waiting for the rate limit, ${told}`);
      status.waiting(until, 'PROCORE_UNAVAILABLE');
      assert.equal(last(), `yellow ring: trying again in ${told}`);
    });
  }

  it('says that it waits for the flow', () => {
    started(1);
    status.held();
    assert.equal(last(), 'yellow ring: waiting for msg.tick');
  });

  it('says that it was stopped, which is no error', () => {
    started(1);
    status.ended(cancelledError(), undefined);
    assert.equal(last(), 'grey ring: stopped');
    started(1);
    status.ended(configError('a.', 'b.'), undefined);
    assert.equal(last(), 'red ring: check the settings');
  });

  it('says in few letters that its data is simulated', () => {
    status.demo();
    started(34);
    status.progress(100, { page: 1, perPage: 100, total: 2_500 });
    assert.equal(last(), 'blue dot: demo: 34 in progress, page 1 of 25');
  });

  it('shows a value as it is, whatever it looks like', () => {
    const value = '__n__ $t(procore.status.done) $& __constructor__';
    assert.equal(
      hostThat(() => undefined)
        .text('status.partly', { text: value, n: '2' })
        .split(value).length,
      2,
    );
  });
});
