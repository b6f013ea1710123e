import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { SignIn } from '../../src/auth/kept-sign-in.js';
import type { UserToken } from '../../src/auth/user-token.js';
import { seal } from '../../src/state/seal.js';
import { UserStage } from '../support/user-stage.js';

describe('a sign-in that an earlier version kept in a file', () => {
  const on = UserStage.here();

  /** Signs in, and leaves what came of it as version 0.1 left it. */
  const earlier = async (change: (signIn: SignIn) => SignIn = (signIn) => signIn): Promise<void> => {
    const { loginUrl = '', clientId = '', clientSecret = '' } = on.settingsOf();
    const client = await on.signedIn();
    const token = await tokenOf();
    const signIn = change({ person: { login: 'ada' }, signedInAt: 1_700_000_000, token });
    await on.dropKept();
    await client.close();
    const purpose = JSON.stringify(['procore sign-in', 'connection', new URL(loginUrl).origin, clientId]);
    mkdirSync(dirname(on.place.earlierFile), { recursive: true });
    writeFileSync(
      on.place.earlierFile,
      JSON.stringify(seal(JSON.stringify(signIn), String(clientSecret), purpose)),
    );
    writeFileSync(`${on.place.earlierFile}.lock`, 'of a process that was killed');
    on.login.requests.length = 0;
  };
  const tokenOf = async (): Promise<UserToken> =>
    (await on.opened())?.token ?? assert.fail('nobody is signed in');

  it('is taken over once: the file goes, and the person stays signed in', async () => {
    await earlier();
    const client = on.connect();
    assert.equal((await on.userOf(client).signedIn())?.person.login, 'ada');
    assert.equal(existsSync(on.place.earlierFile), false);
    assert.equal(existsSync(`${on.place.earlierFile}.lock`), false);
    assert.ok(await on.kept());
    assert.equal((await on.me(client))[0]?.status, 200);
    assert.deepEqual(on.refreshes(), []);
    await on.expire(client);
    assert.equal((await on.me(on.connect()))[0]?.status, 200);
  });

  it('is taken over by one of many that ask at the same time, and its refresh token is sent once', async () => {
    await earlier((signIn) => ({
      ...signIn,
      token: signIn.token && { ...signIn.token, expiresAt: Math.floor(Date.now() / 1000) },
    }));
    const clients = Array.from({ length: 10 }, () => on.connect());
    const answers = await Promise.all(clients.map((client) => on.me(client)));
    assert.ok(answers.every(([page]) => page?.status === 200));
    assert.equal(on.refreshes().length, 1);
  });

  it('keeps that a renewal was under way when the earlier version ended', async () => {
    await earlier((signIn) => ({ ...signIn, renewing: true }));
    on.simulator.revokeTokens();
    const client = on.connect();
    await assert.rejects(on.me(client), { code: 'PROCORE_AUTH', message: /was lost/ });
  });

  it('stays in the file until the store has it', async () => {
    await earlier();
    const unblock = on.block();
    const client = on.connect();
    await assert.rejects(on.me(client), { code: 'PROCORE_STATE' });
    assert.equal(existsSync(on.place.earlierFile), true);
    unblock();
    assert.equal((await on.me(client))[0]?.status, 200);
    assert.equal(existsSync(on.place.earlierFile), false);
  });

  it('gives way to what the store has, and does not come back after a sign-out', async () => {
    await earlier();
    const client = on.connect();
    await on.signIn(client);
    assert.equal(existsSync(on.place.earlierFile), false);

    on.place = { ...on.place, path: `${on.place.path}2` };
    await earlier();
    const second = on.connect();
    assert.equal(await on.userOf(second).signOut(), true);
    assert.equal(existsSync(on.place.earlierFile), false);
    assert.equal(await on.userOf(on.connect()).signedIn(), undefined);
  });

  it('that cannot be opened is said to be so, and gives way to a new one', async () => {
    await earlier();
    writeFileSync(on.place.earlierFile, '{"version":1}');
    const client = on.connect();
    await assert.rejects(on.me(client), { code: 'PROCORE_AUTH', message: /damaged.*Sign in again/ });
    assert.equal(existsSync(on.place.earlierFile), true);
    await on.signIn(client);
    assert.equal((await on.me(on.connect()))[0]?.status, 200);
    assert.equal(existsSync(on.place.earlierFile), false);
  });
});
