import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { action, connectionTo, helper, runOnce } from '../support/flow.js';
import { damageSignIn } from '../support/kept-sign-ins.js';
import { redirected, shownCode } from '../support/sign-in.js';
import { SignInStage } from './sign-in-stage.js';

describe('the routes of a sign-in', () => {
  const stage = SignInStage.here();
  afterEach(() => rmSync(join(stage.userDir, 'procore'), { recursive: true, force: true }));
  const { key, deploy, draft, ask, begin, comeBack, status, kept, signIn, seen } = stage;

  it('sign a person in, who is told by name and never by token', async () => {
    await deploy();
    assert.deepEqual(await status(), {});
    const { url, attempt, cookie } = await begin();
    assert.equal(url.origin, stage.simulator.loginUrl);
    assert.equal(url.searchParams.get('redirect_uri'), stage.callback);
    assert.equal(Buffer.from(url.searchParams.get('state') ?? '', 'base64url').length, 32);
    assert.ok(![...url.searchParams.keys()].some((name) => name.startsWith('code_challenge')));
    assert.equal((await status(attempt)).attempt, 'waiting');
    const page = await comeBack(await redirected(url), cookie);
    assert.equal(page.status, 200);
    const { user, attempt: outcome } = await status(attempt);
    assert.equal(outcome, 'done');
    assert.equal(user?.person.login, 'robin.sample@example.com');
    assert.equal(user?.ended, false);
    assert.deepEqual(kept(), ['connection']);
  });

  it('let a flow act as this person, and only where the connection says so', async () => {
    await deploy();
    await signIn();
    await helper.unload();
    const names = async (actAs: string) => {
      const connection = connectionTo(stage.simulator, { actAs });
      const { results } = await runOnce(action('procore-companies'), connection, { connection: key() });
      const rows = results[0]?.payload as Array<{ name: string }>;
      await helper.unload();
      return rows.map(({ name }) => name);
    };
    const companies = stage.simulator.companies.map(({ name }) => name);
    assert.deepEqual(await names('user'), [companies[1]]);
    assert.deepEqual(await names('app'), companies.slice(0, 3));
  });

  it('fail a flow that acts as a user when nobody is signed in', async () => {
    const connection = connectionTo(stage.simulator, { actAs: 'user' });
    const { caught } = await runOnce(action('procore-companies'), connection, { connection: key() });
    assert.equal(caught[0]?.error?.code, 'PROCORE_AUTH');
    assert.match(caught[0]?.error?.message ?? '', /nobody is signed in/);
  });

  it('show a page with nothing of the request, that loads nothing and is not kept or framed', async () => {
    await deploy();
    const { url, cookie } = await begin();
    const query = await redirected(url);
    query.set('extra', '<script>alert(1)</script>');
    const [good, bad] = [
      await comeBack(query, cookie),
      await comeBack('state=%3Cscript%3E&code=%3Cimg%20onerror%3E&error=%3Cb%3E&error_description=evil'),
    ];
    assert.deepEqual([good.status, bad.status], [200, 400]);
    for (const { text, headers } of [good, bad]) {
      for (const part of [...query.values(), 'alert', 'img', 'evil']) assert.ok(!text.includes(part), part);
      const policy = headers['content-security-policy'] ?? '';
      assert.match(policy, /default-src 'none'.*frame-ancestors 'none'/);
      assert.doesNotMatch(policy, /unsafe|https?:/);
      assert.equal(headers['cache-control'], 'no-store');
      assert.equal(headers['referrer-policy'], 'no-referrer');
      assert.equal(headers['x-content-type-options'], 'nosniff');
      assert.match(headers['content-type'] ?? '', /^text\/html/);
    }
    assert.ok(!bad.text.includes('<script'));
    // The same page whatever was wrong.
    assert.equal((await comeBack('')).text, bad.text);
    assert.equal((await comeBack(query, cookie)).text, bad.text);
  });

  it('take a state once', async () => {
    await deploy();
    const { url, cookie, attempt } = await begin();
    const query = await redirected(url);
    assert.equal((await comeBack(query, cookie)).status, 200);
    const asked = stage.simulator.requests.length;
    assert.equal((await comeBack(query, cookie)).status, 400);
    query.set('code', 'another');
    assert.equal((await comeBack(query, cookie)).status, 400);
    assert.equal(stage.simulator.requests.length, asked);
    assert.equal((await status(attempt)).attempt, 'done');
    assert.equal((await status()).user?.ended, false);
  });

  it('take no state from what only looks at an address', async () => {
    await deploy();
    const { url, cookie } = await begin();
    const query = await redirected(url);
    const head = await helper.request().head(`/procore/callback?${query}`).set({ host: stage.host, cookie });
    assert.equal(head.status, 400);
    assert.equal((await comeBack(query, cookie)).status, 200);
  });

  it('take no state that was not given out, in any form', async () => {
    await deploy();
    const { attempt, cookie } = await begin();
    const asked = stage.simulator.requests.length;
    for (const query of [
      '',
      'code=x',
      'state=&code=x',
      'state[]=a&code=x',
      `state=${attempt}&code=x`,
      `state=${'A'.repeat(43)}&code=x`,
      'state=__proto__&code=x',
    ]) {
      assert.equal((await comeBack(query, cookie)).status, 400, query);
    }
    assert.equal(stage.simulator.requests.length, asked);
    assert.equal((await status(attempt)).attempt, 'waiting');
  });

  it('take a state from the browser alone that began', async () => {
    await deploy();
    const [mine, theirs] = [await begin(), await begin()];
    assert.match(mine.whole, /HttpOnly/);
    assert.match(mine.whole, /SameSite=Lax/);
    assert.match(mine.whole, /Path=\/procore\/callback;/);
    const query = await redirected(mine.url);
    const value = theirs.cookie.split('=')[1];
    for (const cookie of ['', theirs.cookie, `${mine.cookie.split('=')[0]}=${value}`, `${mine.cookie}x`]) {
      assert.equal((await comeBack(query, cookie)).status, 400, cookie);
    }
    assert.deepEqual(kept(), []);
    // And nobody else has used it up.
    assert.equal((await comeBack(query, `a=b; ${mine.cookie}; c=d`)).status, 200);
  });

  it('keep several open sign-ins apart, of one connection and of two', async () => {
    await deploy();
    const begun = [await begin(), await begin(), await begin({ connection: draft({ id: 'other' }) })];
    const cookies = begun.map(({ cookie }) => cookie).join('; ');
    for (const { url } of begun.reverse()) {
      assert.equal((await comeBack(await redirected(url), cookies)).status, 200);
    }
    const [other, second, first] = begun;
    assert.deepEqual(kept(), ['connection', 'other']);
    assert.equal((await status(other?.attempt, 'other')).attempt, 'done');
    assert.equal((await status(second?.attempt)).attempt, 'done');
    assert.equal((await status(first?.attempt)).attempt, 'done');
    // Of a connection, its own only.
    const foreign = (await status(other?.attempt)).attempt;
    assert.ok(typeof foreign === 'object' && foreign.error.code === 'PROCORE_CONFIG');
  });

  it('drop a sign-in when the connection leads elsewhere meanwhile', async () => {
    await deploy();
    const { url, cookie, attempt } = await begin();
    const query = await redirected(url);
    const asked = stage.simulator.requests.length;
    const elsewhere = connectionTo(stage.simulator, {
      apiUrl: stage.simulator.apiUrl.replace('127.0.0.1', 'localhost'),
    });
    await helper.setFlows([{ id: 'tab', type: 'tab' }, elsewhere] as never, 'full', {
      connection: key(),
    } as never);
    assert.equal((await comeBack(query, cookie)).status, 400);
    const { attempt: outcome } = await status(attempt);
    assert.ok(typeof outcome === 'object');
    assert.match(outcome.error.cause, /was changed, .*while somebody signed in/);
    assert.equal(stage.simulator.requests.length, asked);
    assert.deepEqual(kept(), []);
  });

  it('tell that the person declined', async () => {
    await deploy();
    const { url, cookie, attempt } = await begin();
    assert.equal((await comeBack(await redirected(url, 'deny'), cookie)).status, 400);
    const { attempt: outcome, user } = await status(attempt);
    assert.ok(typeof outcome === 'object');
    assert.match(outcome.error.cause, /declined/);
    assert.equal(user, undefined);
  });

  it('tell an error of Procore, and repeat nothing that is no OAuth error', async () => {
    await deploy();
    const { url, cookie, attempt } = await begin();
    const query = new URLSearchParams({
      state: url.searchParams.get('state') ?? '',
      error: '<b>pay us</b>',
      error_description: 'call 555',
    });
    assert.equal((await comeBack(query, cookie)).status, 400);
    const told = JSON.stringify(await status(attempt));
    assert.match(told, /did not take the code/);
    assert.doesNotMatch(told, /pay us|555/);
  });

  it('take a code that was typed in, with another try after a slip', async () => {
    await deploy();
    const { url, attempt, whole } = await begin({ redirectUri: undefined });
    assert.equal(url.searchParams.get('redirect_uri'), 'urn:ietf:wg:oauth:2.0:oob');
    assert.equal(whole, '');
    const code = await shownCode(url);
    const slip = (await ask('sign-in/code', { id: 'connection', attempt, code: 'slip' })).told;
    assert.equal(slip.error?.code, 'PROCORE_AUTH');
    const elsewhere = (await ask('sign-in/code', { id: 'other', attempt, code })).told;
    assert.equal(elsewhere.error?.code, 'PROCORE_CONFIG');
    assert.deepEqual((await ask('sign-in/code', { id: 'connection', attempt, code: ` ${code} ` })).told, {});
    assert.equal((await status(attempt)).attempt, 'done');
    const again = (await ask('sign-in/code', { id: 'connection', attempt, code })).told;
    assert.match(again.error?.cause ?? '', /is over/);
    // One that was begun for a redirect takes no typed code.
    const other = await begin();
    const typed = (await ask('sign-in/code', { id: 'connection', attempt: other.attempt, code })).told;
    assert.equal(typed.error?.code, 'PROCORE_CONFIG');
  });

  it('sign a person out: revoked at Procore, deleted here', async () => {
    await deploy();
    await signIn();
    assert.deepEqual((await ask('sign-out', { connection: draft() })).told, { revoked: true });
    assert.deepEqual(kept(), []);
    assert.deepEqual(await status(), {});
    assert.equal(stage.simulator.requests.at(-1)?.path, '/oauth/revoke');
  });

  it('say of a sign-in that cannot be read that somebody must sign in again, who then can', async () => {
    await deploy();
    await signIn();
    damageSignIn(stage.userDir, 'connection');
    const { user } = await status();
    assert.equal(user?.error?.code, 'PROCORE_AUTH');
    await signIn();
    assert.equal((await status()).user?.ended, false);
  });

  describe('begin nothing', () => {
    const refused = async (body: object, headers: Record<string, string> = {}) => {
      const { told, cookie } = await ask('sign-in', body, headers);
      assert.equal(cookie, undefined);
      assert.equal(told.url, undefined);
      return `${told.error?.code}: ${told.error?.cause}`;
    };

    it('with a stored secret or a variable where the draft leads elsewhere than the deployed connection', async () => {
      await deploy();
      for (const [more, why] of [
        [{ loginUrl: 'https://stranger.example' }, /belongs to other hosts/],
        [{ apiUrl: 'https://stranger.example' }, /belongs to other hosts/],
        [{ environment: 'sandbox' }, /belongs to other hosts/],
        [{ id: 'nowhere' }, /client secret is missing/],
        [{ loginUrl: 'https://${HOME}.example', clientSecret: 'typed' }, /"login URL" names a variable/],
        [{ loginUrl: 'https://a.example', clientSecret: '${HOME}' }, /"client secret" names a variable/],
        [{ id: 'nowhere', clientId: '${HOME}', clientSecret: 'x' }, /"client id" names a variable/],
      ] as const) {
        const answer = await refused({ connection: draft(more), redirectUri: stage.callback });
        assert.match(answer, why, JSON.stringify(more));
      }
    });

    it('for an address that is not this Node-RED’s own', async () => {
      await deploy();
      for (const [redirectUri, headers] of [
        ['https://stranger.example/procore/callback', {}],
        ['https://stranger.example/procore/callback', { origin: 'https://stranger.example' }],
        [stage.callback, { origin: 'https://stranger.example' }],
        [stage.callback, { origin: 'null' }],
        [`http://someone@${stage.host}/procore/callback`, {}],
        [`${stage.callback}?to=x`, {}],
        [`${stage.callback}#x`, {}],
        [`http://${stage.host}/elsewhere`, {}],
        ['javascript:alert(1)//procore/callback', {}],
        ['http://flows.example:1880/procore/callback', { host: 'flows.example:1880' }],
      ] as Array<[string, Record<string, string>]>) {
        assert.match(
          await refused({ connection: draft(), redirectUri }, headers),
          /^PROCORE_CONFIG/,
          redirectUri,
        );
      }
    });

    it('but takes the address behind a proxy, where the browser vouches for it', async () => {
      await deploy();
      const redirectUri = 'https://flows.example/red/procore/callback';
      const headers = { origin: 'https://flows.example', 'sec-fetch-site': 'same-origin' };
      const { told, cookie } = await ask('sign-in', { connection: draft(), redirectUri }, headers);
      assert.equal(new URL(told.url ?? '').searchParams.get('redirect_uri'), redirectUri);
      assert.match(cookie ?? '', /Path=\/red\/procore\/callback;.*Secure/);
      const { host: _, ...others } = headers as Record<string, string>;
      assert.match(
        await refused({ connection: draft(), redirectUri }, { ...others, 'sec-fetch-site': 'cross-site' }),
        /not that of this Node-RED/,
      );
    });

    it('for a form of another site, which is no JSON', async () => {
      await deploy();
      const response = await helper
        .request()
        .post('/procore/sign-out')
        .set({ host: stage.host })
        .type('form')
        .send({ connection: 'connection' });
      assert.equal(response.body.error.code, 'PROCORE_CONFIG');
    });
  });

  it('let no token, code, state or secret out', async () => {
    await deploy();
    const { url, cookie } = await begin();
    const query = await redirected(url);
    await comeBack(query, cookie);
    await status();
    const tokens = stage.simulator.requests.flatMap(({ path, body, headers }) =>
      path === '/oauth/revoke' || path === '/oauth/token'
        ? [...new URLSearchParams(body)]
            .filter(([name]) => /token$|^code$|secret/.test(name))
            .map(([, value]) => value)
        : [headers.authorization?.replace('Bearer ', '') ?? ''],
    );
    const secrets = [...new Set(tokens)].filter((text) => text.length > 10);
    assert.ok(secrets.length > 20, String(secrets.length));
    const out = seen.join('\n');
    for (const secret of secrets) assert.ok(!out.includes(secret));
  });

  it('lead nowhere outside the user directory, whatever an id is', async () => {
    const { signInPlace } = await import('../../nodes/shared/connection/sign-in-place.js');
    const RED = { settings: { userDir: '/data' } } as never;
    assert.equal(signInPlace(RED, 'a1b2c3d4.e5')?.earlierFile, join('/data', 'procore', 'a1b2c3d4.e5.json'));
    for (const id of ['../flows', '..', '.', '', '/etc/x', 'a/b', 'a\\b', 'C:x', 'x'.repeat(200), 'a\0b']) {
      const path = signInPlace(RED, id)?.earlierFile;
      assert.ok(path === undefined || /^.data.procore.[0-9a-f]{64}\.json$/.test(path), `${id}: ${path}`);
    }
    assert.equal(signInPlace({ settings: {} } as never, 'a'), undefined);
  });
});
