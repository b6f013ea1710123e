import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemRuntime } from '../../src/runtime.js';
import { type Held, LockTaken, withLock } from '../../src/state/lock-file.js';

const root = join(__dirname, '../..');
const HOUR = 3_600_000;

describe('lock file', () => {
  let folder: string;
  let path: string;
  const children: ChildProcess[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'procore-lock-'));
    path = join(folder, 'a.lock');
  });
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  const runtime = systemRuntime();
  const held = (work: (lock: Held) => Promise<unknown> = async () => undefined, patience = HOUR) =>
    withLock(path, work, { runtime, patience });

  /** A process of its own that holds the lock. */
  const holder = async (): Promise<ChildProcess> => {
    const file = join(root, 'test/support/lock-process.ts');
    const child = spawn(process.execPath, ['--import', 'tsx', file, path], { cwd: root });
    children.push(child);
    await once(child.stdout, 'data');
    return child;
  };

  /** What lies in a lock of a process that ended. */
  const deadOwner = async (): Promise<string> => {
    let text = '';
    await held(async () => {
      text = readFileSync(path, 'utf8');
    });
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    return JSON.stringify({ ...JSON.parse(text), pid: child.pid });
  };

  /** Many at once; fails where two are in at the same time. */
  const crowd = async (size: number) => {
    let inside = 0;
    let most = 0;
    const one = () =>
      held(async () => {
        most = Math.max(most, ++inside);
        await new Promise((resolve) => setTimeout(resolve, 2));
        inside--;
      });
    await Promise.all(Array.from({ length: size }, one));
    assert.equal(most, 1);
  };

  it('leaves nothing behind where its owner cannot be written: nobody has to wait for it', async function () {
    if (process.platform === 'win32') return this.skip();
    // A process that may write no byte to any file, as on a full disk.
    const file = join(root, 'test/support/lock-process.ts');
    const command = `trap '' XFSZ; ulimit -f 0; exec "${process.execPath}" --import tsx "${file}" "${path}"`;
    const child = spawn('bash', ['-c', command], {
      cwd: root,
      env: { ...process.env, TSX_DISABLE_CACHE: '1' },
    });
    children.push(child);
    let told = '';
    child.stderr.on('data', (text: Buffer) => {
      told += text.toString();
    });
    await once(child, 'exit');
    assert.match(told, /EFBIG/);
    assert.deepEqual(readdirSync(folder), []);
    const started = Date.now();
    await held();
    assert.ok(Date.now() - started < 5_000);
  });

  it('lets one in at a time, and leaves nothing behind', async () => {
    await crowd(20);
    assert.deepEqual(readdirSync(folder), []);
  });

  it('is let go when the work fails', async () => {
    await assert.rejects(
      held(() => Promise.reject(new Error('failed'))),
      /failed/,
    );
    await held();
  });

  it('of a live process is waited for, as long as patience lasts', async () => {
    await holder();
    const started = Date.now();
    await assert.rejects(held(undefined, 200), LockTaken);
    assert.ok(Date.now() - started >= 200);
    assert.ok(existsSync(path));
  });

  it('of a live process is not waited for once the signal says so', async () => {
    await holder();
    const signal = AbortSignal.timeout(100);
    await assert.rejects(
      withLock(path, async () => undefined, { runtime, signal }),
      { name: 'TimeoutError' },
    );
  });

  it('of a process that was killed is taken over at once', async () => {
    const child = await holder();
    child.kill('SIGKILL');
    await once(child, 'exit');
    const started = Date.now();
    await held();
    assert.ok(Date.now() - started < 2_000);
  });

  it('of a dead process is taken over by one of many, again and again', async () => {
    const dead = await deadOwner();
    for (let time = 0; time < 20; time++) {
      writeFileSync(path, dead);
      await crowd(10);
    }
    assert.deepEqual(readdirSync(folder), []);
  });

  it('is taken over also when a process died while it took over', async () => {
    const dead = await deadOwner();
    for (const left of [path, `${path}~`, `${path}~~`]) writeFileSync(left, dead);
    await crowd(10);
    assert.deepEqual(readdirSync(folder), []);
  });

  for (const [whose, text] of [
    ['of another machine', '{"token":"t","pid":1,"place":"elsewhere"}'],
    ['that was not written to its end', ''],
  ] as const) {
    it(`${whose} is taken over when it gave no sign of life for 30 s, and not before`, async () => {
      writeFileSync(path, text);
      let now = 0;
      const slept: number[] = [];
      const clock = {
        ...runtime,
        now: () => now,
        sleep: async (ms: number) => {
          slept.push(ms);
          now += 1_000;
        },
      };
      await withLock(path, async () => undefined, { runtime: clock, patience: HOUR });
      assert.equal(now, 30_000);
      assert.ok(slept.length >= 30);
    });
  }

  it('is not taken over while it gives signs of life', async () => {
    writeFileSync(path, '{"token":"t","pid":1,"place":"elsewhere"}');
    let now = 0;
    const clock = {
      ...runtime,
      now: () => now,
      sleep: async () => {
        now += 1_000;
        // The holder's heartbeat, every 20 s.
        if (now % 20_000 === 0) writeFileSync(path, `{"token":"t","pid":1,"place":"elsewhere"}`);
      },
    };
    await assert.rejects(
      withLock(path, async () => undefined, { runtime: clock, patience: 200_000 }),
      LockTaken,
    );
  });

  it('tells its holder when it was lost, and is not taken from the next', async () => {
    await held(async (lock) => {
      assert.equal(await lock.still(), true);
      writeFileSync(path, 'another');
      assert.equal(await lock.still(), false);
    });
    assert.equal(readFileSync(path, 'utf8'), 'another');
  });
});
