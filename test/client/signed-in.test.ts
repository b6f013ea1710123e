import assert from 'node:assert/strict';
import type { Client } from '../../src/index.js';
import { json, serve } from '../support/http-server.js';
import { UserStage } from '../support/user-stage.js';

describe('a user who has signed in', () => {
  const on = UserStage.here();

  describe('stays signed in', () => {
    it('by one refresh for 20 calls at the same time', async () => {
      const client = await on.signedIn();
      await on.expire(client);
      const tokens = await Promise.all(Array.from({ length: 20 }, () => client.token()));
      assert.equal(new Set(tokens.map(({ accessToken }) => accessToken)).size, 1);
      assert.equal(on.refreshes().length, 1);
      await Promise.all(Array.from({ length: 20 }, () => on.me(client)));
      assert.equal(on.refreshes().length, 1);
    });

    it('by one refresh for 20 clients on one state file', async () => {
      const others = [await on.signedIn(), ...Array.from({ length: 19 }, () => on.connect())];
      for (const client of others) await on.me(client);
      for (const client of others) await on.expire(client);
      const tokens = await Promise.all(others.map((client) => client.token()));
      assert.equal(new Set(tokens.map(({ accessToken }) => accessToken)).size, 1);
      assert.equal(on.refreshes().length, 1);
    });

    it('without a refresh for each message where the API takes no token at all', async () => {
      const api = await serve((_request, response) => json(response, 401, { error: 'invalid_token' }));
      const client = await on.signedIn({ apiUrl: api.url });
      for (let message = 0; message < 40; message++) {
        await assert.rejects(on.me(client), { code: 'PROCORE_AUTH' });
        on.ahead += 1_000;
      }
      assert.ok(on.refreshes().length <= 10, `${on.refreshes().length} refreshes for 40 messages`);
      // The sign-in is not lost by that.
      const elsewhere = on.connect();
      assert.equal((await on.me(elsewhere))[0]?.status, 200);
      on.ahead = 0;
      await api.close();
    });

    it('ahead of the end, and over a restart', async () => {
      const client = await on.signedIn();
      const { accessToken } = await client.token();
      on.ahead = 5_400_000 * 0.89;
      const restarted = on.connect();
      assert.equal((await restarted.token()).accessToken, accessToken);
      assert.equal(on.refreshes().length, 0);
      on.ahead = 5_400_000 * 0.91;
      assert.notEqual((await restarted.token()).accessToken, accessToken);
      assert.equal(on.refreshes().length, 1);
      on.ahead = 0;
    });

    it('with the token it has until it ends, where a renewal ahead of time fails', async () => {
      const client = await on.signedIn();
      const { accessToken } = await client.token();
      on.between.before = (_body, response) => {
        response.writeHead(503).end();
        return true;
      };
      on.ahead = 5_400_000 * 0.95;
      for (let time = 0; time < 10; time++) assert.equal((await client.token()).accessToken, accessToken);
      // Not once for each call.
      assert.equal(on.refreshes().length, 1);
      on.ahead = 5_400_000 + 3_000;
      await assert.rejects(client.token(), { code: 'PROCORE_UNAVAILABLE' });
      on.between = {};
      on.ahead += 600_000;
      assert.ok(await client.token());
      on.ahead = 0;
    });

    it('over a network that is down: nothing was sent, so nothing is lost', async () => {
      const client = await on.signedIn();
      await on.expire(client);
      const { port } = new URL(on.login.url);
      await on.login.close();
      await assert.rejects(client.token(), { code: 'PROCORE_NETWORK' });
      await on.loginUp(Number(port));
      on.ahead += 10_000;
      assert.ok(await client.token());
      assert.equal(on.refreshes().length, 1);
      on.ahead = 0;
    });

    it('with a patience of its own: given up, a refresh would lose the sign-in', async () => {
      await on.signedIn();
      const impatient = on.connect({ timeoutMs: 200 });
      await on.expire(impatient);
      const answers = on.handOn;
      on.between.before = (body, response) => {
        if (!body.includes('refresh_token')) return false;
        on.between = {};
        const request = on.login.requests.at(-1) ?? assert.fail();
        setTimeout(() => void answers(request, response), 600);
        return true;
      };
      assert.ok(await impatient.token());
      assert.equal(on.refreshes().length, 1);
    });

    it('when the answer to a refresh is lost before Procore saw it', async () => {
      const client = await on.signedIn();
      await on.expire(client);
      let lost = 0;
      on.between.before = (_body, response) => {
        if (++lost > 1) return false;
        response.destroy();
        return true;
      };
      assert.equal((await on.me(client))[0]?.status, 200);
      assert.equal(on.refreshes().length, 2);
    }).timeout(10_000);
  });

  describe('must sign in again', () => {
    /** Procore is not asked again, by this client or another, until somebody has signed in. */
    const isOver = async (client: Client, message: RegExp) => {
      const sent = on.login.requests.length;
      for (const one of [client, client, on.connect()]) {
        await assert.rejects(on.me(one), { code: 'PROCORE_AUTH', message });
      }
      assert.equal(on.login.requests.length, sent);
      assert.equal((await on.userOf(client).signedIn())?.ended, true);
      await on.signIn(client);
      assert.equal((await on.me(client))[0]?.status, 200);
    };

    it('when Procore has revoked the tokens', async () => {
      const client = await on.signedIn();
      on.simulator.revokeTokens();
      await assert.rejects(on.me(client), {
        code: 'PROCORE_AUTH',
        message: /sign-in is over.*Sign in again/,
      });
      assert.equal(on.refreshes().length, 1);
      await isOver(client, /sign-in is over/);
    });

    it('when the answer to a refresh was lost after Procore had rotated', async () => {
      const client = await on.signedIn();
      await on.expire(client);
      on.between.after = (body, response) => {
        if (!body.includes('refresh_token')) return false;
        response.destroy();
        on.between = {};
        return true;
      };
      await assert.rejects(on.me(client), { code: 'PROCORE_AUTH', message: /was lost.*Sign in again/ });
      const [first, second, ...more] = on.refreshes().map((form) => form.get('refresh_token'));
      assert.equal(first, second);
      assert.deepEqual(more, []);
      await isOver(client, /was lost/);
    }).timeout(10_000);

    for (const [what, damage] of [
      ['was tampered with', (data: string) => data.replace(/^..../, 'AAAA')],
      ['was cut off', (data: string) => data.slice(0, data.length / 2)],
    ] as const) {
      it(`when what is kept ${what}`, async () => {
        const client = await on.signedIn();
        await on.damage(damage);
        const restarted = on.connect();
        const expected = { code: 'PROCORE_AUTH', message: /damaged.*Sign in again/ };
        await assert.rejects(on.me(restarted), expected);
        await assert.rejects(on.userOf(restarted).signedIn(), expected);
        assert.deepEqual(on.refreshes(), []);
        await on.signIn(client);
        assert.equal((await on.me(restarted))[0]?.status, 200);
      });
    }

    for (const [what, more] of [
      ['client secret', { clientSecret: 'another' }],
      ['client id', { clientId: 'another' }],
      ['login host', { loginUrl: 'http://127.0.0.1:9' }],
    ] as const) {
      it(`when the connection got another ${what}: the tokens go nowhere else`, async () => {
        await on.signedIn();
        const before = await on.kept();
        await assert.rejects(on.me(on.connect(more)), { code: 'PROCORE_AUTH', message: /another key/ });
        assert.deepEqual(on.login.requests, []);
        assert.deepEqual(await on.kept(), before);
      });
    }
  });

  it('does not lose a sign-in when the connection closes during a refresh', async () => {
    const client = await on.signedIn();
    await on.expire(client);
    const seen = new Promise<void>((resolve) => {
      on.between.after = (body, response) => {
        if (!body.includes('refresh_token')) return false;
        resolve();
        setTimeout(() => response.destroy(), 5_000).unref();
        return false;
      };
    });
    const cancelled = assert.rejects(on.me(client), { code: 'PROCORE_CANCELLED' });
    await seen;
    await client.close();
    await cancelled;
    assert.equal((await on.me(on.connect()))[0]?.status, 200);
    assert.equal(on.refreshes().length, 1);
  });

  it('hands out no new token before its refresh token is kept, and does not refresh again for it', async () => {
    const client = await on.signedIn();
    await on.expire(client);
    let unblock: (() => void) | undefined;
    on.between.after = (body) => {
      // After Procore has rotated, the sign-in can no longer be written.
      if (body.includes('refresh_token')) unblock ??= on.block();
      return false;
    };
    await assert.rejects(client.token(), { code: 'PROCORE_STATE', message: /cannot be written/ });
    unblock?.();
    const { accessToken } = await client.token();
    assert.equal(on.refreshes().length, 1);
    assert.equal((await on.connect().token()).accessToken, accessToken);
  });
});
