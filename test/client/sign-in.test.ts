import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Client, OUT_OF_BAND, parseConnection, systemRuntime, userBelongsTo } from '../../src/index.js';
import { collect } from '../support/collect.js';
import { newPlace, redirected, shownCode } from '../support/sign-in.js';
import { CALLBACK, STATE, UserStage } from '../support/user-stage.js';

describe('a user of a connection', () => {
  const on = UserStage.here();

  describe('signs in', () => {
    it('with a code, without PKCE, and calls are made as this person', async () => {
      const client = on.connect();
      const found = await on.signIn(client);
      assert.deepEqual(found.person, { id: '160911', login: 'ada.sample@example.com' });
      assert.equal(found.ended, false);
      assert.ok((found.until ?? 0) > Date.now() / 1000 + 5_000);
      const [form] = on.grants('authorization_code');
      assert.deepEqual([...(form?.keys() ?? [])].sort(), [
        'client_id',
        'client_secret',
        'code',
        'grant_type',
        'redirect_uri',
      ]);
      const [page] = await on.me(client);
      assert.deepEqual(page?.body, { id: 160_911, login: 'ada.sample@example.com' });
      assert.deepEqual(await on.userOf(client).signedIn(), found);
    });

    it('and is told by name where the connection has a company of theirs', async () => {
      const [company] = on.simulator.companies;
      const { person } = await on.signIn(on.connect({ companyId: company?.id ?? 0 }));
      assert.equal(person.name, 'Ada Sample');
      on.place = newPlace();
      const foreign = await on.signIn(on.connect({ companyId: on.simulator.companies[3]?.id ?? 0 }));
      assert.equal(foreign.person.login, 'ada.sample@example.com');
    });

    it('with a code that was typed in', async () => {
      const user = on.userOf(on.connect());
      const code = await shownCode(user.authorizeUrl(OUT_OF_BAND, STATE));
      const parameters = new URLSearchParams({ code });
      const { person } = await user.signIn({ parameters, state: undefined, redirectUri: OUT_OF_BAND });
      assert.equal(person.id, '160911');
    });

    it('once with a code, and with the state it was asked for with', async () => {
      const user = on.userOf(on.connect());
      const parameters = await redirected(user.authorizeUrl(CALLBACK, STATE));
      const answer = { parameters, state: STATE, redirectUri: CALLBACK };
      await assert.rejects(user.signIn({ ...answer, state: 'another' }), { code: 'PROCORE_BAD_RESPONSE' });
      assert.equal(await user.signedIn(), undefined);
      await user.signIn(answer);
      await assert.rejects(user.signIn(answer), {
        code: 'PROCORE_AUTH',
        message: /invalid_grant.*Sign in again/,
      });
      assert.equal((await user.signedIn())?.ended, false);
    });

    it('or declines, which is told as that', async () => {
      const user = on.userOf(on.connect());
      const parameters = await redirected(user.authorizeUrl(CALLBACK, STATE), 'deny');
      await assert.rejects(user.signIn({ parameters, state: STATE, redirectUri: CALLBACK }), {
        code: 'PROCORE_AUTH',
        message: /declined/,
      });
      assert.deepEqual(on.grants('authorization_code'), []);
    });

    it('in place of another, whose tokens end', async () => {
      const client = await on.signedIn();
      const first = await client.token();
      await on.signIn(client);
      assert.equal(on.login.requests.filter(({ path }) => path === '/oauth/revoke').length, 1);
      const second = await client.token();
      assert.notEqual(second.accessToken, first.accessToken);
      const old = { headers: { authorization: `Bearer ${first.accessToken}` } };
      assert.equal((await fetch(`${on.simulator.apiUrl}/rest/v1.0/me`, old)).status, 401);
      assert.equal((await on.me(client))[0]?.status, 200);
    });

    it('and nothing legible of it lies on the disk', async () => {
      const client = await on.signedIn();
      const { accessToken } = await client.token();
      await on.expire(client);
      await client.token();
      const spent = on.refreshes()[0]?.get('refresh_token') ?? assert.fail();
      const folder = dirname(on.place.path);
      const files = readdirSync(folder);
      assert.deepEqual(files, ['state.db', 'state.db-shm', 'state.db-wal']);
      for (const text of [accessToken, spent, on.simulator.clientSecret, 'ada.sample', 'refreshToken']) {
        assert.ok(!on.bytes().includes(text), text);
        assert.ok(!on.bytes().includes(Buffer.from(text).toString('base64').slice(0, -4)), text);
      }
      if (process.platform === 'win32') return;
      for (const file of files) assert.equal(statSync(join(folder, file)).mode & 0o777, 0o600, file);
    });

    it('nowhere when it cannot be kept, and Procore’s token is not left over', async () => {
      const client = on.connect();
      assert.equal(await on.userOf(client).signedIn(), undefined);
      on.block();
      await assert.rejects(on.signIn(client), { code: 'PROCORE_STATE', message: /cannot be written/ });
      assert.equal(on.login.requests.filter(({ path }) => path === '/oauth/revoke').length, 1);
    });
  });

  describe('signs out', () => {
    it('and the tokens are dead at Procore and gone here', async () => {
      const client = await on.signedIn();
      const { accessToken } = await client.token();
      assert.equal(await on.userOf(client).signOut(), true);
      assert.equal(await on.kept(), undefined);
      const old = { headers: { authorization: `Bearer ${accessToken}` } };
      assert.equal((await fetch(`${on.simulator.apiUrl}/rest/v1.0/me`, old)).status, 401);
      await assert.rejects(client.token(), { code: 'PROCORE_AUTH', message: /nobody is signed in/ });
      assert.equal(await on.userOf(client).signedIn(), undefined);
    });

    it('here also when Procore cannot be told, and it is said', async () => {
      const client = await on.signedIn();
      on.between.before = (_body, response) => {
        response.destroy();
        return true;
      };
      assert.equal(await on.userOf(client).signOut(), false);
      await assert.rejects(client.token(), { code: 'PROCORE_AUTH' });
    });

    it('and another process that still had the token is refused, and asks for none', async () => {
      const client = await on.signedIn();
      const other = on.connect();
      await on.me(other);
      await on.userOf(client).signOut();
      await assert.rejects(on.me(other), { code: 'PROCORE_AUTH', message: /nobody is signed in/ });
      assert.deepEqual(on.refreshes(), []);
    });
  });

  describe('acts', () => {
    it('with their own rights, where the app has others', async () => {
      const client = await on.signedIn({ actAs: 'app' });
      const companies = async (actAs: 'app' | 'user') =>
        (await collect(client.pages({ method: 'GET', path: '/rest/v1.0/companies' }, { actAs })))[0]?.body;
      assert.equal(((await companies('app')) as unknown[]).length, 3);
      assert.equal(((await companies('user')) as unknown[]).length, 2);
    });

    it('and belongs to a company or not', async () => {
      const client = await on.signedIn({ actAs: 'app' });
      const [first, , third] = on.simulator.companies.map(({ id }) => String(id));
      assert.equal(await userBelongsTo(client, first ?? ''), true);
      assert.equal(await userBelongsTo(client, third ?? ''), false);
    });

    it('on a quota of their own', async () => {
      const asked: unknown[] = [];
      const state = on.openState();
      const lease = state.quota.lease.bind(state.quota);
      state.quota.lease = (scope, terms) => {
        const leased = lease(scope, terms);
        const governor = (companyId: string | undefined) => {
          asked.push(scope.user);
          return leased.governor(companyId);
        };
        return { ...leased, governor };
      };
      await on.signedIn();
      const runtime = systemRuntime();
      const client = new Client(parseConnection(on.settingsOf()), runtime, {
        state,
        signInPlace: on.place,
      });
      on.clients.push(client);
      await on.me(client);
      await collect(client.pages({ method: 'GET', path: '/rest/v1.0/me' }, { actAs: 'app' }));
      assert.deepEqual(asked, ['connection', undefined]);
    });

    it('not at all where nobody signed in, or nothing can be kept', async () => {
      await assert.rejects(on.me(on.connect()), { code: 'PROCORE_AUTH', message: /nobody is signed in/ });
      const nowhere = new Client(parseConnection(on.settingsOf()), systemRuntime());
      on.clients.push(nowhere);
      await assert.rejects(on.me(nowhere), { code: 'PROCORE_CONFIG' });
      assert.equal(nowhere.user, undefined);
      assert.deepEqual(on.login.requests, []);
    });
  });
});
