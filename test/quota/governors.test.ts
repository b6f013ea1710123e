import assert from 'node:assert/strict';
import { Client, parseConnection, systemRuntime } from '../../src/index.js';
import type { Governor } from '../../src/quota/governor.js';
import { Governors, type QuotaLease, UNSWEPT } from '../../src/quota/governors.js';
import { memoryState } from '../../src/state/state.js';
import { settings } from '../support/client.js';
import { collect } from '../support/collect.js';
import { json, serve, token } from '../support/http-server.js';

const admission = { lane: 'flow', owner: 'test' } as const;

describe('governors of companies that come out of messages', () => {
  let clock: number;
  let governors: Governors;
  let lease: QuotaLease;
  const runtime = { ...systemRuntime(), now: () => clock };

  beforeEach(() => {
    clock = Date.parse('2026-03-01T12:00:00Z');
    governors = new Governors(runtime);
    lease = governors.lease({ origin: 'https://api.example', clientId: 'c' });
  });

  const of = (company: number): Governor => lease.governor(String(company));
  const call = async (company: number, remaining: number, endsIn: number) => {
    const permit = await of(company).admit(admission);
    permit.answered(200, {
      'x-rate-limit-limit': '3600',
      'x-rate-limit-remaining': String(remaining),
      'x-rate-limit-reset': String(Math.ceil((clock + endsIn) / 1000)),
      date: new Date(clock).toUTCString(),
    });
  };

  it('are forgotten when their windows are over, of 20,000 too', async () => {
    for (let company = 1; company <= 20_000; company++) {
      await call(company, 3_000, 60_000);
      // A hundred new companies a minute.
      clock += 600;
    }
    assert.ok(governors.size <= 2 * UNSWEPT, `${governors.size} are kept`);
  });

  it('stay as long as an hour counts, a pause lasts, a slot is held, or a call is under way', async () => {
    await call(1, 0, 3_000_000);
    await call(2, 3_000, 3_000_000);
    const underWay = await of(3).admit(admission);
    const known = [of(1), of(2), of(3)];
    for (let company = 10; company < 5_000; company++) {
      await call(company, 3_000, 11_000);
      clock += 30_000 / 5_000;
    }
    assert.deepEqual([of(1), of(2), of(3)], known);
    for (const governor of known) assert.equal(governor.isForgotten, false);
    await assert.rejects(of(1).admit({ ...admission, deadline: clock + 60_000 }), {
      code: 'PROCORE_RATE_LIMITED',
    });
    underWay.lost();
  });

  it('are not held by a client either, and one that was forgotten is not asked again', async () => {
    const server = await serve((request, response) =>
      request.path === '/oauth/token' ? token(response) : json(response, 200, []),
    );
    const client = new Client(parseConnection(settings(server.url)), runtime, {
      state: { ...memoryState(runtime), quota: governors },
    });
    const read = (company: number) =>
      collect(client.pages({ method: 'GET', path: '/rest/v1.0/things', companyId: String(company) }));
    for (let from = 1; from < 3 * UNSWEPT; from += 25) {
      await Promise.all(Array.from({ length: 25 }, (_, n) => read(from + n)));
      // Slots of calls are held for ten seconds.
      clock += 11_000;
    }
    const [first] = await read(1);
    assert.deepEqual(first?.body, []);
    assert.ok(governors.size <= 2 * UNSWEPT, `${governors.size} are kept`);
    await client.close();
    await server.close();
  });
});
