import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  Client,
  type ConnectionSettings,
  OUT_OF_BAND,
  parseConnection,
  type SignInPlace,
  systemRuntime,
  type UserSession,
  userBelongsTo,
} from '../../src/index.js';
import { QuotaLedgers } from '../../src/quota/ledgers.js';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { settings } from '../support/client.js';
import { collect } from '../support/collect.js';
import { serve, type TestServer } from '../support/http-server.js';
import { newPlace, redirected, shownCode } from '../support/sign-in.js';

const root = join(__dirname, '../..');
const CALLBACK = 'https://flows.example/procore/callback';
const STATE = 'a state of the test';

/** A login host that hands everything on to a simulator, unless a test steps in before or after. */
interface Between {
  /** Whether the request is answered here: it never reaches the login host. */
  before?: (body: string, response: Parameters<Parameters<typeof serve>[0]>[1]) => boolean;
  /** Whether the answer is kept back: the login host has done what was asked. */
  after?: (body: string, response: Parameters<Parameters<typeof serve>[0]>[1]) => boolean;
}

describe('a user of a connection', () => {
  let simulator: Simulator;
  let login: TestServer;
  let between: Between;
  let place: SignInPlace;
  const clients: Client[] = [];
  const children: ChildProcess[] = [];

  const handOn: Parameters<typeof serve>[0] = async (request, response) => {
    if (between.before?.(request.body, response)) return;
    const answer = await fetch(simulator.loginUrl + request.path, {
      method: request.method,
      redirect: 'manual',
      headers: { 'content-type': request.headers['content-type'] ?? 'text/plain' },
      ...(request.body && { body: request.body }),
    });
    const text = await answer.text();
    if (between.after?.(request.body, response)) return;
    const type = answer.headers.get('content-type') ?? 'text/plain';
    const location = answer.headers.get('location');
    response.writeHead(answer.status, { 'content-type': type, ...(location && { location }) });
    response.end(text);
  };

  before(async () => {
    simulator = await startSimulator({
      redirectUris: [CALLBACK],
      user: { companies: [0, 1], name: 'Ada Sample', login: 'ada.sample@example.com' },
      limits: { hourly: Number.POSITIVE_INFINITY, spike: Number.POSITIVE_INFINITY },
    });
    login = await serve(handOn);
  });
  after(async () => {
    await login.close();
    await simulator.close();
  });
  beforeEach(() => {
    place = newPlace();
    between = {};
    login.requests.length = 0;
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await Promise.all(clients.splice(0).map((client) => client.close()));
  });

  const settingsOf = (more: Partial<ConnectionSettings> = {}): ConnectionSettings =>
    settings(simulator.apiUrl, {
      ...{ loginUrl: login.url, clientId: simulator.clientId, clientSecret: simulator.clientSecret },
      ...{ actAs: 'user', ...more },
    });
  let now = 0;
  /** A client with a clock of its own, ahead of the machine's by `now` ms. */
  const connect = (more: Partial<ConnectionSettings> = {}) => {
    const runtime = { ...systemRuntime(), random: () => 0, now: () => Date.now() + now };
    const parts = { ledgers: new QuotaLedgers(), signInPlace: place };
    const client = new Client(parseConnection(settingsOf(more)), runtime, parts);
    clients.push(client);
    return client;
  };
  const userOf = (client: Client): UserSession => client.user ?? assert.fail();
  const signIn = async (client: Client) => {
    const user = userOf(client);
    const parameters = await redirected(user.authorizeUrl(CALLBACK, STATE));
    return user.signIn({ parameters, state: STATE, redirectUri: CALLBACK });
  };
  const signedIn = async (more?: Partial<ConnectionSettings>) => {
    const client = connect(more);
    await signIn(client);
    login.requests.length = 0;
    return client;
  };
  const grants = (grant: string) =>
    login.requests
      .map(({ body }) => new URLSearchParams(body))
      .filter((form) => form.get('grant_type') === grant);
  const refreshes = () => grants('refresh_token');
  const me = (client: Client) => collect(client.pages({ method: 'GET', path: '/rest/v1.0/me' }));
  /** Procore refuses the token that is used now, so the next call needs another. */
  const expire = async (client: Client) => {
    const { tokens } = userOf(client);
    await tokens.discard(await tokens.get());
  };
  const bytes = () => readFileSync(place.path, 'utf8');

  describe('signs in', () => {
    it('with a code, without PKCE, and calls are made as this person', async () => {
      const client = connect();
      const found = await signIn(client);
      assert.deepEqual(found.person, { id: '160911', login: 'ada.sample@example.com' });
      assert.equal(found.ended, false);
      assert.ok((found.until ?? 0) > Date.now() / 1000 + 5_000);
      const [form] = grants('authorization_code');
      assert.deepEqual([...(form?.keys() ?? [])].sort(), [
        ...['client_id', 'client_secret', 'code', 'grant_type', 'redirect_uri'],
      ]);
      const [page] = await me(client);
      assert.deepEqual(page?.body, { id: 160_911, login: 'ada.sample@example.com' });
      assert.deepEqual(await userOf(client).signedIn(), found);
    });

    it('and is told by name where the connection has a company of theirs', async () => {
      const [company] = simulator.companies;
      const { person } = await signIn(connect({ companyId: company?.id ?? 0 }));
      assert.equal(person.name, 'Ada Sample');
      place = newPlace();
      const foreign = await signIn(connect({ companyId: simulator.companies[3]?.id ?? 0 }));
      assert.equal(foreign.person.login, 'ada.sample@example.com');
    });

    it('with a code that was typed in', async () => {
      const user = userOf(connect());
      const code = await shownCode(user.authorizeUrl(OUT_OF_BAND, STATE));
      const parameters = new URLSearchParams({ code });
      const { person } = await user.signIn({ parameters, state: undefined, redirectUri: OUT_OF_BAND });
      assert.equal(person.id, '160911');
    });

    it('once with a code, and with the state it was asked for with', async () => {
      const user = userOf(connect());
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
      const user = userOf(connect());
      const parameters = await redirected(user.authorizeUrl(CALLBACK, STATE), 'deny');
      await assert.rejects(user.signIn({ parameters, state: STATE, redirectUri: CALLBACK }), {
        code: 'PROCORE_AUTH',
        message: /declined/,
      });
      assert.deepEqual(grants('authorization_code'), []);
    });

    it('in place of another, whose tokens end', async () => {
      const client = await signedIn();
      const first = await client.token();
      await signIn(client);
      assert.equal(login.requests.filter(({ path }) => path === '/oauth/revoke').length, 1);
      const second = await client.token();
      assert.notEqual(second.accessToken, first.accessToken);
      const old = { headers: { authorization: `Bearer ${first.accessToken}` } };
      assert.equal((await fetch(`${simulator.apiUrl}/rest/v1.0/me`, old)).status, 401);
      assert.equal((await me(client))[0]?.status, 200);
    });

    it('and nothing legible of it lies on the disk', async () => {
      const client = await signedIn();
      const { accessToken } = await client.token();
      await expire(client);
      await client.token();
      const spent = refreshes()[0]?.get('refresh_token') ?? assert.fail();
      const files = readdirSync(dirname(place.path));
      assert.deepEqual(files, ['connection.json']);
      for (const text of [accessToken, spent, simulator.clientSecret, 'ada.sample', 'refreshToken']) {
        assert.ok(!bytes().includes(text), text);
        assert.ok(!bytes().includes(Buffer.from(text).toString('base64').slice(0, -4)), text);
      }
      if (process.platform !== 'win32') assert.equal(statSync(place.path).mode & 0o777, 0o600);
    });

    it('nowhere when it cannot be kept, and Procore’s token is not left over', async () => {
      mkdirSync(place.path, { recursive: true });
      const client = connect();
      await assert.rejects(signIn(client), { code: 'PROCORE_CONFIG', message: /cannot be written/ });
      assert.equal(login.requests.filter(({ path }) => path === '/oauth/revoke').length, 1);
    });
  });

  describe('signs out', () => {
    it('and the tokens are dead at Procore and gone here', async () => {
      const client = await signedIn();
      const { accessToken } = await client.token();
      assert.equal(await userOf(client).signOut(), true);
      assert.deepEqual(readdirSync(dirname(place.path)), []);
      const old = { headers: { authorization: `Bearer ${accessToken}` } };
      assert.equal((await fetch(`${simulator.apiUrl}/rest/v1.0/me`, old)).status, 401);
      await assert.rejects(client.token(), { code: 'PROCORE_AUTH', message: /nobody is signed in/ });
      assert.equal(await userOf(client).signedIn(), undefined);
    });

    it('here also when Procore cannot be told, and it is said', async () => {
      const client = await signedIn();
      between.before = (_body, response) => {
        response.destroy();
        return true;
      };
      assert.equal(await userOf(client).signOut(), false);
      await assert.rejects(client.token(), { code: 'PROCORE_AUTH' });
    });

    it('and another process that still had the token is refused, and asks for none', async () => {
      const client = await signedIn();
      const other = connect();
      await me(other);
      await userOf(client).signOut();
      await assert.rejects(me(other), { code: 'PROCORE_AUTH', message: /nobody is signed in/ });
      assert.deepEqual(refreshes(), []);
    });
  });

  describe('acts', () => {
    it('with their own rights, where the app has others', async () => {
      const client = await signedIn({ actAs: 'app' });
      const companies = async (actAs: 'app' | 'user') =>
        (await collect(client.pages({ method: 'GET', path: '/rest/v1.0/companies' }, { actAs })))[0]?.body;
      assert.equal(((await companies('app')) as unknown[]).length, 3);
      assert.equal(((await companies('user')) as unknown[]).length, 2);
    });

    it('and belongs to a company or not', async () => {
      const client = await signedIn({ actAs: 'app' });
      const [first, , third] = simulator.companies.map(({ id }) => String(id));
      assert.equal(await userBelongsTo(client, first ?? ''), true);
      assert.equal(await userBelongsTo(client, third ?? ''), false);
    });

    it('on a quota of their own', async () => {
      const asked: unknown[] = [];
      const ledgers = new QuotaLedgers();
      const governor = ledgers.governor.bind(ledgers);
      ledgers.governor = (scope, ...rest) => {
        asked.push(scope.user);
        return governor(scope, ...rest);
      };
      await signedIn();
      const runtime = systemRuntime();
      const client = new Client(parseConnection(settingsOf()), runtime, { ledgers, signInPlace: place });
      clients.push(client);
      await me(client);
      await collect(client.pages({ method: 'GET', path: '/rest/v1.0/me' }, { actAs: 'app' }));
      assert.deepEqual(asked, ['connection', undefined]);
    });

    it('not at all where nobody signed in, or nothing can be kept', async () => {
      await assert.rejects(me(connect()), { code: 'PROCORE_AUTH', message: /nobody is signed in/ });
      const nowhere = new Client(parseConnection(settingsOf()), systemRuntime());
      clients.push(nowhere);
      await assert.rejects(me(nowhere), { code: 'PROCORE_CONFIG' });
      assert.equal(nowhere.user, undefined);
      assert.deepEqual(login.requests, []);
    });
  });

  describe('stays signed in', () => {
    it('by one refresh for 20 calls at the same time', async () => {
      const client = await signedIn();
      await expire(client);
      const tokens = await Promise.all(Array.from({ length: 20 }, () => client.token()));
      assert.equal(new Set(tokens.map(({ accessToken }) => accessToken)).size, 1);
      assert.equal(refreshes().length, 1);
      await Promise.all(Array.from({ length: 20 }, () => me(client)));
      assert.equal(refreshes().length, 1);
    });

    it('by one refresh for 20 clients on one file', async () => {
      const others = [await signedIn(), ...Array.from({ length: 19 }, () => connect())];
      for (const client of others) await me(client);
      for (const client of others) await expire(client);
      const tokens = await Promise.all(others.map((client) => client.token()));
      assert.equal(new Set(tokens.map(({ accessToken }) => accessToken)).size, 1);
      assert.equal(refreshes().length, 1);
    });

    it('ahead of the end, and over a restart', async () => {
      const client = await signedIn();
      const { accessToken } = await client.token();
      now = 5_400_000 * 0.89;
      const restarted = connect();
      assert.equal((await restarted.token()).accessToken, accessToken);
      assert.equal(refreshes().length, 0);
      now = 5_400_000 * 0.91;
      assert.notEqual((await restarted.token()).accessToken, accessToken);
      assert.equal(refreshes().length, 1);
      now = 0;
    });

    it('with the token it has until it ends, where a renewal ahead of time fails', async () => {
      const client = await signedIn();
      const { accessToken } = await client.token();
      between.before = (_body, response) => {
        response.writeHead(503).end();
        return true;
      };
      now = 5_400_000 * 0.95;
      for (let time = 0; time < 10; time++) assert.equal((await client.token()).accessToken, accessToken);
      // Not once for each call.
      assert.equal(refreshes().length, 1);
      now = 5_400_000 + 3_000;
      await assert.rejects(client.token(), { code: 'PROCORE_UNAVAILABLE' });
      between = {};
      now += 600_000;
      assert.ok(await client.token());
      now = 0;
    });

    it('over a network that is down: nothing was sent, so nothing is lost', async () => {
      const client = await signedIn();
      await expire(client);
      const { port } = new URL(login.url);
      await login.close();
      await assert.rejects(client.token(), { code: 'PROCORE_NETWORK' });
      login = await serve(handOn, Number(port));
      now += 10_000;
      assert.ok(await client.token());
      assert.equal(refreshes().length, 1);
      now = 0;
    });

    it('with a patience of its own: given up, a refresh would lose the sign-in', async () => {
      await signedIn();
      const impatient = connect({ timeoutMs: 200 });
      await expire(impatient);
      const answers = handOn;
      between.before = (body, response) => {
        if (!body.includes('refresh_token')) return false;
        between = {};
        const request = login.requests.at(-1) ?? assert.fail();
        setTimeout(() => void answers(request, response), 600);
        return true;
      };
      assert.ok(await impatient.token());
      assert.equal(refreshes().length, 1);
    });

    it('when the answer to a refresh is lost before Procore saw it', async () => {
      const client = await signedIn();
      await expire(client);
      let lost = 0;
      between.before = (_body, response) => {
        if (++lost > 1) return false;
        response.destroy();
        return true;
      };
      assert.equal((await me(client))[0]?.status, 200);
      assert.equal(refreshes().length, 2);
    }).timeout(10_000);
  });

  describe('must sign in again', () => {
    /** Procore is not asked again, by this client or another, until somebody has signed in. */
    const isOver = async (client: Client, message: RegExp) => {
      const sent = login.requests.length;
      for (const one of [client, client, connect()]) {
        await assert.rejects(me(one), { code: 'PROCORE_AUTH', message });
      }
      assert.equal(login.requests.length, sent);
      assert.equal((await userOf(client).signedIn())?.ended, true);
      await signIn(client);
      assert.equal((await me(client))[0]?.status, 200);
    };

    it('when Procore has revoked the tokens', async () => {
      const client = await signedIn();
      simulator.revokeTokens();
      await assert.rejects(me(client), { code: 'PROCORE_AUTH', message: /sign-in is over.*Sign in again/ });
      assert.equal(refreshes().length, 1);
      await isOver(client, /sign-in is over/);
    });

    it('when the answer to a refresh was lost after Procore had rotated', async () => {
      const client = await signedIn();
      await expire(client);
      between.after = (body, response) => {
        if (!body.includes('refresh_token')) return false;
        response.destroy();
        between = {};
        return true;
      };
      await assert.rejects(me(client), { code: 'PROCORE_AUTH', message: /was lost.*Sign in again/ });
      const [first, second, ...more] = refreshes().map((form) => form.get('refresh_token'));
      assert.equal(first, second);
      assert.deepEqual(more, []);
      await isOver(client, /was lost/);
    }).timeout(10_000);

    for (const [what, damage] of [
      ['was tampered with', (text: string) => text.replace(/"data":"..../, '"data":"AAAA')],
      ['was cut off', (text: string) => text.slice(0, text.length / 2)],
    ] as const) {
      it(`when the file ${what}`, async () => {
        const client = await signedIn();
        writeFileSync(place.path, damage(bytes()));
        const restarted = connect();
        const expected = { code: 'PROCORE_AUTH', message: /damaged.*Sign in again/ };
        await assert.rejects(me(restarted), expected);
        await assert.rejects(userOf(restarted).signedIn(), expected);
        assert.deepEqual(refreshes(), []);
        await signIn(client);
        assert.equal((await me(restarted))[0]?.status, 200);
      });
    }

    for (const [what, more] of [
      ['client secret', { clientSecret: 'another' }],
      ['client id', { clientId: 'another' }],
      ['login host', { loginUrl: 'http://127.0.0.1:9' }],
    ] as const) {
      it(`when the connection got another ${what}: the tokens go nowhere else`, async () => {
        await signedIn();
        const before = bytes();
        await assert.rejects(me(connect(more)), { code: 'PROCORE_AUTH', message: /another key/ });
        assert.deepEqual(login.requests, []);
        assert.equal(bytes(), before);
      });
    }
  });

  it('does not lose a sign-in when the connection closes during a refresh', async () => {
    const client = await signedIn();
    await expire(client);
    const seen = new Promise<void>((resolve) => {
      between.after = (body, response) => {
        if (!body.includes('refresh_token')) return false;
        resolve();
        setTimeout(() => response.destroy(), 5_000).unref();
        return false;
      };
    });
    const cancelled = assert.rejects(me(client), { code: 'PROCORE_CANCELLED' });
    await seen;
    await client.close();
    await cancelled;
    assert.equal((await me(connect()))[0]?.status, 200);
    assert.equal(refreshes().length, 1);
  });

  it('hands out no new token before its refresh token is kept, and does not refresh again for it', async () => {
    const client = await signedIn();
    await expire(client);
    const kept = bytes();
    let blocked = false;
    between.after = (body) => {
      if (!body.includes('refresh_token') || blocked) return false;
      // After Procore has rotated, the place can no longer be written: a folder is in its way.
      blocked = true;
      rmSync(place.path);
      mkdirSync(join(place.path, 'in the way'), { recursive: true });
      return false;
    };
    await assert.rejects(client.token(), { code: 'PROCORE_CONFIG', message: /cannot be written/ });
    rmSync(place.path, { recursive: true });
    writeFileSync(place.path, kept);
    const { accessToken } = await client.token();
    assert.equal(refreshes().length, 1);
    assert.equal((await connect().token()).accessToken, accessToken);
  });

  describe('of several processes', () => {
    const process_ = async (times: number, killedAt = ''): Promise<ChildProcess> => {
      const given = JSON.stringify({ settings: settingsOf(), place });
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
      await signedIn();
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
      const spent = refreshes().map((form) => form.get('refresh_token'));
      assert.ok(spent.length >= times);
      assert.equal(new Set(spent).size, spent.length);
      // Each of them got what the one before it had left.
      assert.ok(await connect().token());
    }).timeout(30_000);

    /** Kills the process when the login host has rotated, before it knows. */
    const killedAfterRotation = async () => {
      const child = await process_(1);
      between.after = (body) => {
        if (!body.includes('refresh_token')) return false;
        child.kill('SIGKILL');
        return true;
      };
      child.stdin?.write('go\n');
      await once(child, 'exit');
      between = {};
      assert.equal(child.signalCode, 'SIGKILL');
    };

    it('loses the sign-in when one is killed between rotation and answer: said plainly, asked once', async () => {
      const client = await signedIn();
      await killedAfterRotation();
      assert.equal(refreshes().length, 1);
      assert.ok(readdirSync(dirname(place.path)).includes('connection.json.lock'));
      const restarted = connect();
      // The access token is still good, and the file is whole.
      assert.equal((await me(restarted))[0]?.status, 200);
      await expire(restarted);
      await assert.rejects(me(restarted), {
        code: 'PROCORE_AUTH',
        message: /was lost.*broke off.*Sign in again/,
      });
      await assert.rejects(me(connect()), { code: 'PROCORE_AUTH', message: /was lost/ });
      assert.equal(refreshes().length, 2);
      await signIn(client);
      assert.equal((await me(connect()))[0]?.status, 200);
    }).timeout(20_000);

    for (const [what, at, outcomeOf] of [
      ['before the refresh was sent', '1', 'goes on'],
      ['between the answer and the renaming of the new file', '2', 'is lost'],
    ] as const) {
      it(`${outcomeOf} when one is killed ${what}`, async () => {
        await signedIn();
        const child = await process_(1, at);
        child.stdin?.write('go\n');
        await once(child, 'exit');
        assert.equal(child.signalCode, 'SIGKILL');
        const left = readdirSync(dirname(place.path));
        assert.ok(left.some((name) => name.endsWith('.tmp')));
        const sent = refreshes().length;
        assert.equal(sent, outcomeOf === 'goes on' ? 0 : 1);
        const restarted = connect();
        await expire(restarted);
        if (outcomeOf === 'goes on') assert.equal((await me(restarted))[0]?.status, 200);
        else await assert.rejects(me(restarted), { code: 'PROCORE_AUTH', message: /was lost/ });
        assert.equal(refreshes().length, sent + 1);
      }).timeout(20_000);
    }
  });
});
