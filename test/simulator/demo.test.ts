import assert from 'node:assert/strict';
import { acquireDemo, SharedSimulator } from '../../src/simulator/demo.js';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { Caller, newToken, request } from './caller.js';

const isUp = async ({ apiUrl }: Simulator) =>
  request(`${apiUrl}/rest/v1.0/me`).then(
    () => true,
    () => false,
  );
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('simulator: the demo', () => {
  /** A shared simulator that counts its starts and lingers for a moment only. */
  function shared(linger: number) {
    let starts = 0;
    const start = () => {
      starts++;
      return startSimulator({ projects: 1 });
    };
    return { demo: new SharedSimulator({ start, linger }), starts: () => starts };
  }

  it('is started once for those who ask at the same time, and ends after the last of them', async () => {
    const { demo, starts } = shared(30);
    const [first, second] = await Promise.all([demo.acquire(), demo.acquire()]);
    assert.equal(starts(), 1);
    assert.equal(first.simulator, second.simulator);
    first.release();
    first.release();
    await pause(60);
    assert.equal(await isUp(second.simulator), true);
    second.release();
    assert.equal(await isUp(second.simulator), true);
    await pause(60);
    assert.equal(await isUp(second.simulator), false);
  });

  it('stays the same over a redeploy, tokens and all', async () => {
    const { demo, starts } = shared(40);
    const before = await demo.acquire();
    const token = await newToken(before.simulator);
    before.release();
    await pause(10);
    const after = await demo.acquire();
    await pause(60);
    assert.equal(starts(), 1);
    const { status } = await request(`${after.simulator.apiUrl}/rest/v1.0/me`, {
      headers: { authorization: `Bearer ${token}` },
    });
    assert.equal(status, 200);
    after.release();
    await pause(60);
    const anew = await demo.acquire();
    assert.equal(starts(), 2);
    anew.release();
    await pause(60);
  });

  it('can be asked for again after it could not start', async () => {
    let fails = true;
    const start = () => (fails ? Promise.reject(new Error('no port')) : startSimulator({ projects: 1 }));
    const demo = new SharedSimulator({ start, linger: 0 });
    await assert.rejects(demo.acquire(), /no port/);
    fails = false;
    const { simulator, release } = await demo.acquire();
    assert.equal(await isUp(simulator), true);
    release();
    await pause(20);
    assert.equal(await isUp(simulator), false);
  });

  it('has three companies with the app, one without, 40 projects in the first, and an account that sees ten', async () => {
    const [{ simulator, release }, other] = await Promise.all([acquireDemo(), acquireDemo()]);
    assert.equal(simulator, other.simulator);
    assert.deepEqual(
      simulator.companies.map(({ installed }) => installed),
      [true, true, true, false],
    );
    assert.equal(simulator.companies[0]?.projects.filter(({ permitted }) => permitted).length, 40);
    const { clientId = '', clientSecret = '' } = simulator.secondApp ?? {};
    const limited = new Caller(simulator, await newToken({ ...simulator, clientId, clientSecret }));
    const counts = simulator.companies.slice(0, 3).map(async ({ id }) => {
      const { json } = await limited.get(`/rest/v1.1/projects?company_id=${id}&filters[by_status]=All`);
      return json.length;
    });
    assert.deepEqual(await Promise.all(counts), [10, 10, 8]);
    release();
    other.release();
    // It would linger for ten seconds more.
    await simulator.close();
  });
});
