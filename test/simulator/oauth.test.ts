import assert from 'node:assert/strict';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { askToken, newToken, request } from './caller.js';

const MINUTE = 60_000;

describe('simulator: OAuth', () => {
  let simulator: Simulator;
  let now = Date.UTC(2026, 4, 4, 12);
  const credentials = () => ({ client_id: simulator.clientId, client_secret: simulator.clientSecret });
  const grant = () => ({ grant_type: 'client_credentials', ...credentials() });

  before(async () => {
    simulator = await startSimulator({ clock: () => now });
  });
  after(() => simulator.close());

  const encodings: Record<string, () => [BodyInit, Record<string, string>?]> = {
    'a URL-encoded form': () => [new URLSearchParams(grant())],
    JSON: () => [JSON.stringify(grant()), { 'content-type': 'application/json' }],
    'a multipart form': () => {
      const form = new FormData();
      for (const [name, value] of Object.entries(grant())) form.set(name, value);
      return [form];
    },
    'HTTP Basic': () => {
      const basic = Buffer.from(`${simulator.clientId}:${simulator.clientSecret}`).toString('base64');
      return [new URLSearchParams({ grant_type: 'client_credentials' }), { authorization: `Basic ${basic}` }];
    },
  };
  for (const [name, encoded] of Object.entries(encodings)) {
    for (const host of ['loginUrl', 'apiUrl'] as const) {
      it(`issues a token for ${name} on the ${host === 'loginUrl' ? 'login' : 'API'} host`, async () => {
        const [body, headers] = encoded();
        const { status, json, headers: answered } = await askToken(simulator[host], body, headers);
        assert.equal(status, 200);
        assert.deepEqual(Object.keys(json).sort(), [
          'access_token',
          'created_at',
          'expires_in',
          'token_type',
        ]);
        assert.equal(json.token_type, 'bearer');
        assert.equal(json.expires_in, 5400);
        assert.equal(json.created_at, now / 1000);
        assert.ok(json.access_token.length > 200);
        assert.equal(answered.get('cache-control'), 'no-store');
        assert.equal(answered.get('x-rate-limit-limit'), null);
      });
    }
  }

  it('takes a path with a slash at its end, and credentials in HTTP Basic with escapes', async () => {
    const basic = Buffer.from(`demo%2Dclient%2Did:${simulator.clientSecret}`).toString('base64');
    const { status } = await request(`${simulator.loginUrl}/oauth/token/`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
      headers: { authorization: `Basic ${basic}` },
    });
    assert.equal(status, 200);
  });

  it('refuses a wrong secret as Doorkeeper does', async () => {
    const body = new URLSearchParams({ ...grant(), client_secret: 'wrong' });
    const { status, json, headers } = await askToken(simulator.loginUrl, body);
    assert.equal(status, 401);
    assert.equal(json.error, 'invalid_client');
    assert.match(json.error_description, /^Client authentication failed due to unknown client/);
    assert.match(headers.get('www-authenticate') ?? '', /^Bearer realm="Doorkeeper", error="invalid_client"/);
  });

  it('leaves the challenge out when told to', async () => {
    const quiet = await startSimulator({ oauthChallenge: false });
    try {
      const { status, headers } = await askToken(
        quiet.loginUrl,
        new URLSearchParams({ ...grant(), client_id: 'x' }),
      );
      assert.equal(status, 401);
      assert.equal(headers.get('www-authenticate'), null);
    } finally {
      await quiet.close();
    }
  });

  it('tells a missing grant type, an unknown one and a code apart', async () => {
    const answers = [];
    for (const grant_type of ['', 'password', 'authorization_code']) {
      const { status, json } = await askToken(
        simulator.loginUrl,
        new URLSearchParams({ ...credentials(), ...(grant_type && { grant_type }) }),
      );
      answers.push([status, json.error]);
    }
    assert.deepEqual(answers, [
      [400, 'invalid_request'],
      [400, 'unsupported_grant_type'],
      [400, 'invalid_grant'],
    ]);
  });

  it('shows a sign-in page, which some clients fetch first', async () => {
    const { status, headers } = await request(`${simulator.loginUrl}/oauth/authorize?response_type=code`);
    assert.equal(status, 200);
    assert.match(headers.get('content-type') ?? '', /^text\/html/);
  });

  describe('a token', () => {
    const me = (token?: string) =>
      request(`${simulator.apiUrl}/rest/v1.0/me`, token === undefined ? {} : bearer(token));
    const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
    const info = (token: string) => request(`${simulator.loginUrl}/oauth/token/info`, bearer(token));

    it('is told about by token info', async () => {
      const token = await newToken(simulator);
      now += MINUTE;
      const { status, json } = await info(token);
      assert.equal(status, 200);
      assert.deepEqual(json, {
        resource_owner_id: (await me(token)).json.id,
        scopes: ['public'],
        expires_in_seconds: 5340,
        application: { uid: simulator.clientId },
        created_at: now / 1000 - 60,
      });
    });

    it('opens the API for its lifetime, and not a second longer', async () => {
      const token = await newToken(simulator);
      now += 5_399_000;
      assert.equal((await me(token)).status, 200);
      now += 1000;
      const expired = await me(token);
      assert.equal(expired.status, 401);
      assert.deepEqual(expired.json, { errors: 'The access token expired' });
      assert.match(expired.headers.get('www-authenticate') ?? '', /error="invalid_token"/);
      assert.equal((await info(token)).status, 401);
    });

    it('does not end when another is issued', async () => {
      const first = await newToken(simulator);
      await newToken(simulator);
      assert.equal((await me(first)).status, 200);
    });

    it('ends when revoked, and revoking answers 200 for an unknown one too', async () => {
      const token = await newToken(simulator);
      const revoke = (text: string) =>
        request(`${simulator.loginUrl}/oauth/revoke`, {
          method: 'POST',
          body: new URLSearchParams({ token: text, ...credentials() }),
        });
      assert.equal((await revoke('never issued')).status, 200);
      assert.equal((await revoke(token)).status, 200);
      const refused = await me(token);
      assert.equal(refused.status, 401);
      assert.deepEqual(refused.json, { errors: 'The access token was revoked' });
    });

    it('ends with all others when the simulator is told to', async () => {
      const tokens = [await newToken(simulator), await newToken(simulator)];
      simulator.revokeTokens();
      for (const token of tokens) assert.equal((await me(token)).status, 401);
      assert.equal((await me(await newToken(simulator))).status, 200);
    });

    it('is needed, and has to be one', async () => {
      for (const [token, body] of [
        [undefined, { error: 'Invalid Token' }],
        ['nonsense', { errors: 'The access token is invalid' }],
      ] as const) {
        const { status, json } = await me(token);
        assert.deepEqual([status, json], [401, body]);
      }
    });
  });
});
