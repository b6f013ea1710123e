import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StateDoor } from '../../nodes/shared/connection/state-door.js';
import { type Runtime, systemRuntime } from '../../src/index.js';

const KEY = {
  environment: 'custom',
  loginUrl: new URL('https://login.example'),
  clientId: 'one',
} as const;
const SCOPE = { origin: 'https://api.example', clientId: 'one' };

describe('the door to the state of a key', () => {
  let folder: string;
  let door: StateDoor;
  let ahead: number;
  const warnings: string[] = [];
  const runtime: Runtime = {
    ...systemRuntime({ debug() {}, warn: (text) => void warnings.push(text) }),
    now: () => Date.now() + ahead,
  };

  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'procore-door-')), 'procore');
    door = new StateDoor();
    ahead = 0;
    warnings.length = 0;
  });
  afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

  it('gives one state to all who hold a key, and another to another key or folder', async () => {
    const [one, two] = [await door.hold(folder, KEY, runtime), await door.hold(folder, KEY, runtime)];
    assert.equal(one.state, two.state);
    const others = [
      await door.hold(folder, { ...KEY, clientId: 'two' }, runtime),
      await door.hold(folder, { ...KEY, loginUrl: new URL('https://other.example') }, runtime),
      await door.hold(`${folder}-2`, KEY, runtime),
      await door.hold(undefined, KEY, runtime),
    ];
    assert.equal(new Set([one.state, ...others.map(({ state }) => state)]).size, 5);
    for (const held of [one, two, ...others]) await held.release();
  });

  it('keeps the memory of a key, but not that of a demo that nobody holds', async () => {
    const demo = (port: number) =>
      ({ ...KEY, environment: 'demo', loginUrl: new URL(`http://127.0.0.1:${port}`) }) as const;
    for (const port of [1, 2, 3]) await (await door.hold(undefined, demo(port), runtime)).release();
    const kept = await door.hold(undefined, KEY, runtime);
    await kept.release();
    const held = await door.hold(undefined, demo(4), runtime);
    assert.equal(door.size, 2);
    await held.release();
  });

  it('touches the disk only when something of it is needed: a file for its owner alone', async () => {
    const held = await door.hold(folder, KEY, runtime);
    await held.state.cache.set('key', 1);
    held.state.quota.lease(SCOPE).governor('7');
    assert.equal(existsSync(folder), false);
    await held.state.store.set('key', 1);
    const [file = ''] = readdirSync(folder);
    assert.match(file, /^[0-9a-f]{32}\.db$/);
    if (process.platform !== 'win32') assert.equal(statSync(join(folder, file)).mode & 0o777, 0o600);
    await held.release();
  });

  it('closes the file with the last who lets go, and forgets then what may be lost, and nothing else', async () => {
    const [one, two] = [await door.hold(folder, KEY, runtime), await door.hold(folder, KEY, runtime)];
    await one.state.store.set('key', 'kept');
    await one.state.cache.set('refused', true);
    await one.release();
    await one.release();
    assert.equal((await two.state.cache.get(['refused']))[0]?.value, true);
    await two.release();
    await assert.rejects(two.state.store.get(['key']), { code: 'PROCORE_STATE', message: /closed/ });
    const again = await door.hold(folder, KEY, runtime);
    assert.equal((await again.state.store.get(['key']))[0]?.value, 'kept');
    assert.deepEqual(await again.state.cache.get(['refused']), [undefined]);
    await again.release();
    assert.deepEqual(warnings, []);
  });

  it('keeps what has no file for as long as the process lives', async () => {
    const first = await door.hold(undefined, KEY, runtime);
    await first.state.store.set('key', 'kept');
    await first.state.queue.add('q', [{ id: 'piece', data: null }]);
    await first.state.cache.set('refused', true);
    await first.release();
    const again = await door.hold(undefined, KEY, runtime);
    assert.equal((await again.state.store.get(['key']))[0]?.value, 'kept');
    assert.equal((await again.state.queue.counts('q')).waiting, 1);
    assert.deepEqual(await again.state.cache.get(['refused']), [undefined]);
    await again.release();
  });

  it('remembers used quota over a redeployment, and drops it when its windows are over', async () => {
    const used = await door.hold(folder, KEY, runtime);
    const permit = await used.state.quota.lease(SCOPE).governor('7').admit({ lane: 'flow', owner: 'a' });
    const resetAt = Math.ceil(runtime.now() / 1000) + 1_800;
    const headers = { 'x-rate-limit-limit': '100', 'x-rate-limit-remaining': '0' };
    permit.answered(200, { ...headers, 'x-rate-limit-reset': String(resetAt) });
    await used.release();

    const other = { ...KEY, clientId: 'two' };
    await (await door.hold(folder, other, runtime)).release();
    const redeployed = await door.hold(folder, KEY, runtime);
    const deadline = runtime.now() + 60_000;
    const governor = redeployed.state.quota.lease(SCOPE).governor('7');
    await assert.rejects(governor.admit({ lane: 'flow', owner: 'a', deadline }), {
      code: 'PROCORE_RATE_LIMITED',
    });
    await redeployed.release();

    ahead = 2 * 3_600_000;
    const later = await door.hold(folder, other, runtime);
    assert.equal(door.size, 1);
    await later.release();
  });

  it('lets those go on who need nothing of a file that cannot be opened; the log says it once', async () => {
    writeFileSync(folder, 'a file where the folder would be');
    const { state, release } = await door.hold(folder, KEY, runtime);
    await state.cache.set('key', 1);
    const permit = await state.quota.lease(SCOPE).governor('7').admit({ lane: 'flow', owner: 'a' });
    permit.unsent();
    for (const work of [
      () => state.store.get(['key']),
      () => state.store.set('key', 1),
      () => state.rows.begin('scope'),
      () => state.queue.add('q', [{ id: 'piece', data: null }]),
    ]) {
      await assert.rejects(work, { code: 'PROCORE_STATE' });
    }
    assert.equal(warnings.length, 1);
    rmSync(folder);
    assert.ok(await state.store.set('key', 1), 'it is tried again');
    await release();
  });
});
