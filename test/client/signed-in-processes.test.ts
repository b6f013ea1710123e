import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserStage } from '../support/user-stage.js';

const root = join(__dirname, '../..');

describe('a sign-in of several processes', () => {
  const on = UserStage.here();
  const children: ChildProcess[] = [];
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  const process_ = async (times: number, killedAt = ''): Promise<ChildProcess> => {
    const given = JSON.stringify({ settings: on.settingsOf(), place: on.place });
    const file = join(root, 'test/support/user-process.ts');
    const child = spawn(process.execPath, ['--import', 'tsx', file, given, String(times), killedAt], {
      cwd: root,
    });
    children.push(child);
    child.stderr.on('data', (chunk: Buffer) => process.stderr.write(chunk));
    await once(child.stdout, 'data');
    return child;
  };
  const outcome = async (child: ChildProcess): Promise<string[]> => {
    child.stdin?.write('go\n');
    const [line] = await once(child.stdout ?? assert.fail(), 'data');
    return JSON.parse(String(line));
  };

  it('never has two that spend the same refresh token', async () => {
    await on.signedIn();
    const times = 15;
    const processes = await Promise.all([process_(times), process_(times), process_(times)]);
    const told = await Promise.all(processes.map(outcome));
    for (const tokens of told) {
      assert.equal(tokens.length, times);
      assert.ok(
        tokens.every((token) => token.length > 100),
        tokens.join(),
      );
    }
    const spent = on.refreshes().map((form) => form.get('refresh_token'));
    assert.ok(spent.length >= times);
    assert.equal(new Set(spent).size, spent.length);
    // Each of them got what the one before it had left.
    assert.ok(await on.connect().token());
  }).timeout(30_000);

  /** Kills the process when the login host has rotated, before it knows. */
  const killedAfterRotation = async () => {
    const child = await process_(1);
    on.between.after = (body) => {
      if (!body.includes('refresh_token')) return false;
      child.kill('SIGKILL');
      return true;
    };
    child.stdin?.write('go\n');
    await once(child, 'exit');
    on.between = {};
    assert.equal(child.signalCode, 'SIGKILL');
  };

  it('loses the sign-in when one is killed between rotation and answer: said plainly, asked once', async () => {
    const client = await on.signedIn();
    await killedAfterRotation();
    assert.equal(on.refreshes().length, 1);
    assert.equal(await on.isLeased(), true);
    const restarted = on.connect();
    // The access token is still good, and the store is whole.
    assert.equal((await on.me(restarted))[0]?.status, 200);
    await on.expire(restarted);
    await assert.rejects(on.me(restarted), {
      code: 'PROCORE_AUTH',
      message: /was lost.*broke off.*Sign in again/,
    });
    await assert.rejects(on.me(on.connect()), { code: 'PROCORE_AUTH', message: /was lost/ });
    assert.equal(on.refreshes().length, 2);
    await on.signIn(client);
    assert.equal((await on.me(on.connect()))[0]?.status, 200);
  }).timeout(20_000);

  for (const [what, at, outcomeOf] of [
    ['before the refresh was sent', '1', 'goes on'],
    ['between the answer and the commit that keeps it', '2', 'is lost'],
  ] as const) {
    it(`${outcomeOf} when one is killed ${what}`, async () => {
      await on.signedIn();
      const child = await process_(1, at);
      child.stdin?.write('go\n');
      await once(child, 'exit');
      assert.equal(child.signalCode, 'SIGKILL');
      const left = readdirSync(dirname(on.place.path));
      assert.ok(left.some((name) => name.endsWith('-wal')));
      const sent = on.refreshes().length;
      assert.equal(sent, outcomeOf === 'goes on' ? 0 : 1);
      const restarted = on.connect();
      await on.expire(restarted);
      if (outcomeOf === 'goes on') assert.equal((await on.me(restarted))[0]?.status, 200);
      else await assert.rejects(on.me(restarted), { code: 'PROCORE_AUTH', message: /was lost/ });
      assert.equal(on.refreshes().length, sent + 1);
    }).timeout(20_000);
  }
});
