import assert from 'node:assert/strict';
import type { LimitOptions } from '../../src/simulator/index.js';
import { Caller, type Reply } from './caller.js';

const START = Date.UTC(2026, 4, 4, 12);
const TEXT =
  'You have surpassed the max number of requests for an hour. Please wait until your limit resets.';

describe('simulator: rate limits', () => {
  let now = START;
  let caller: Caller | undefined;

  afterEach(async () => {
    await caller?.close();
    caller = undefined;
  });

  async function start(limits: LimitOptions): Promise<Caller> {
    now = START;
    caller = await Caller.start({ limits, clock: () => now, tokenLifetime: 86_400 });
    return caller;
  }
  const me = (of: Caller) => of.get('/rest/v1.0/me');
  const state = ({ status, headers }: Reply) => [
    status,
    ...['limit', 'remaining', 'reset'].map((name) => {
      const value = headers.get(`x-rate-limit-${name}`);
      return value === null ? null : Number(value);
    }),
  ];
  const seconds = (ms: number) => Math.ceil(ms / 1000);

  it('tells of the spike window while it is the nearer one, and refuses when it is full', async () => {
    const of = await start({ hourly: 100, spike: 2, retryAfter: true });
    const reset = seconds(START + 10_000);
    assert.deepEqual(state(await me(of)), [200, 2, 1, reset]);
    now += 4000;
    assert.deepEqual(state(await me(of)), [200, 2, 0, reset]);
    const refused = await me(of);
    assert.deepEqual(state(refused), [429, 2, 0, reset]);
    assert.deepEqual(refused.json, { errors: [TEXT] });
    assert.equal(refused.headers.get('retry-after'), '6');
    now = START + 10_000;
    assert.deepEqual(state(await me(of)), [200, 2, 1, seconds(now + 10_000)]);
  });

  it('tells of the hour once it is the nearer one, and refuses until it is over', async () => {
    const of = await start({ hourly: 3, spike: 2 });
    await me(of);
    await me(of);
    now += 10_000;
    // None is left in the hour, one in the ten seconds.
    assert.deepEqual(state(await me(of)), [200, 3, 0, seconds(START + 3_600_000)]);
    now += 10_000;
    assert.equal((await me(of)).status, 429);
    now = START + 3_600_000;
    assert.equal((await me(of)).status, 200);
  });

  it('tells of what is full for longer where both are full', async () => {
    const of = await start({ hourly: 2, spike: 1, retryAfter: true });
    await me(of);
    now += 10_000;
    const hour = seconds(START + 3_600_000);
    assert.deepEqual(state(await me(of)), [200, 2, 0, hour]);
    assert.equal((await me(of)).headers.get('retry-after'), '3590');
    now = START + 3_600_000;
    await me(of);
    now += 3_595_000;
    // The hour ends in five seconds, the spike window in ten.
    assert.deepEqual(state(await me(of)), [200, 1, 0, seconds(now + 10_000)]);
  });

  it('does not count what it refuses with 429, and counts what it refuses otherwise', async () => {
    const of = await start({ hourly: 100, spike: 3 });
    await of.get('/rest/v1.0/nothing');
    await of.get(`/rest/v1.1/projects?company_id=${of.company(0).id}`);
    assert.equal(state(await me(of))[2], 1);
    const token = of.token;
    of.token = 'invalid';
    assert.deepEqual(state(await me(of)).slice(0, 3), [401, 3, 1]);
    of.token = token;
    for (let call = 0; call < 5; call++) await me(of);
    now += 10_000;
    assert.deepEqual(state(await me(of)).slice(0, 3), [200, 3, 2]);
  });

  it('counts each company apart, by header or by company_id', async () => {
    const of = await start({ hourly: 100, spike: 3 });
    const [first, second] = [of.company(0).id, of.company(1).id];
    await of.get('/rest/v1.0/companies', { 'procore-company-id': String(first) });
    const byQuery = await of.get(`/rest/v1.1/projects?company_id=${first}`);
    assert.equal(state(byQuery)[2], 1);
    const other = await of.get(`/rest/v1.0/companies/${second}/users?per_page=1`);
    assert.equal(state(other)[2], 2);
  });

  it('slides when told to: room comes back request by request', async () => {
    const of = await start({ hourly: 100, spike: 2, window: 'sliding' });
    await me(of);
    now += 6000;
    await me(of);
    assert.deepEqual(state(await me(of)), [429, 2, 0, seconds(START + 10_000)]);
    now = START + 10_000;
    assert.deepEqual(state(await me(of)), [200, 2, 0, seconds(START + 16_000)]);
    assert.equal((await me(of)).status, 429);
  });

  it('refuses a v2 call in the shape of v2, and sends no Retry-After, as live tenants do', async () => {
    const of = await start({ hourly: 1 });
    const path = `/rest/v2.0/companies/${of.company(0).id}/projects/${of.project(0).id}/commitment_contracts`;
    assert.equal((await of.get(path)).status, 200);
    const { status, json, headers } = await of.get(path);
    assert.equal(status, 429);
    assert.equal(json.error.code, 'TOO_MANY_REQUESTS');
    assert.equal(json.error.details[0].message, TEXT);
    assert.equal(headers.get('retry-after'), null);
    assert.equal(headers.get('x-rate-limit-remaining'), '0');
  });

  it('has windows of other lengths, one window, or none', async () => {
    const short = await start({ spike: 1, spikeWindow: 1, hourly: Number.POSITIVE_INFINITY });
    assert.deepEqual(state(await me(short)), [200, 1, 0, seconds(START + 1000)]);
    await short.close();
    const none = await start({ hourly: Number.POSITIVE_INFINITY, spike: Number.POSITIVE_INFINITY });
    assert.deepEqual(state(await me(none)), [200, null, null, null]);
  });
});
