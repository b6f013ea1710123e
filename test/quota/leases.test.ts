import assert from 'node:assert/strict';
import { Governors, type LeaseTerms } from '../../src/quota/governors.js';
import { VirtualTime } from '../../testing/virtual-time.js';

const SCOPE = { origin: 'https://api.example', clientId: 'c' };

describe('the lease of a quota', () => {
  let time: VirtualTime;
  let governors: Governors;
  const now = { lane: 'flow', owner: 'a' } as const;

  beforeEach(() => {
    time = new VirtualTime();
    governors = new Governors(time);
  });

  const headers = (remaining: number, resetIn: number) => ({
    'x-rate-limit-limit': '100',
    'x-rate-limit-remaining': String(remaining),
    'x-rate-limit-reset': String(Math.ceil((time.now() + resetIn) / 1000)),
    date: new Date(time.now()).toUTCString(),
  });
  /** Whether a company's quota, of which half is left, has something to give. */
  const hasRoom = async (companyId: string) => {
    const own = governors.lease(SCOPE);
    const governor = own.governor(companyId);
    const first = await governor.admit(now);
    first.answered(200, headers(50, 1_800_000));
    const second = governor.admit({ ...now, deadline: time.now() + 1_000 });
    const isGranted = await second.then(
      (permit) => {
        permit.unsent();
        return true;
      },
      () => false,
    );
    own.release();
    return isGranted;
  };

  it('leaves the largest reserve of all who lease it now', async () => {
    assert.equal(await hasRoom('1'), true);
    const small = governors.lease(SCOPE, { reserve: 0.1 });
    const large = governors.lease(SCOPE, { reserve: 0.6 });
    assert.equal(await hasRoom('2'), false);
    large.release();
    large.release();
    assert.equal(await hasRoom('3'), true);
    small.release();
  });

  it('counts for the key and the sign-in that it is for alone', async () => {
    governors.lease({ ...SCOPE, user: 'somebody' }, { reserve: 0.6 });
    governors.lease({ ...SCOPE, clientId: 'other' }, { reserve: 0.6 });
    assert.equal(await hasRoom('1'), true);
  });

  it('tells what is odd to one who still holds it, and not to one who has gone', async () => {
    const told: string[] = [];
    const terms = (name: string): LeaseTerms => ({ log: { warn: () => void told.push(name) } });
    const gone = governors.lease(SCOPE, terms('gone'));
    governors.lease(SCOPE);
    governors.lease(SCOPE, terms('here'));
    const governor = gone.governor('7');
    gone.release();
    (await governor.admit(now)).answered(429, headers(0, 3 * 86_400_000));
    assert.deepEqual(told, ['here']);
  });
});
