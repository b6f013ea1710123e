import assert from 'node:assert/strict';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { askToken, newToken, type Reply, request } from './caller.js';

const CALLBACK = 'https://flows.example/red/procore/callback';
const OUT_OF_BAND = 'urn:ietf:wg:oauth:2.0:oob';

describe('simulator: a user signs in', () => {
  let simulator: Simulator;
  let now = Date.UTC(2026, 4, 4, 12);

  before(async () => {
    simulator = await startSimulator({
      clock: () => now,
      redirectUris: [CALLBACK],
      // The second company, and one without the app; in each the first project and the first that is not permitted.
      user: { companies: [1, 3], projects: [0, 13], login: 'ada.sample@example.com', name: 'Ada Sample' },
    });
  });
  after(() => simulator.close());

  const client = () => ({ client_id: simulator.clientId, client_secret: simulator.clientSecret });
  const token = (fields: Record<string, string>) =>
    askToken(simulator.loginUrl, new URLSearchParams({ ...client(), ...fields }));
  const refresh = (refresh_token: string, more = {}) =>
    token({ grant_type: 'refresh_token', refresh_token, ...more });
  const exchange = (code: string, redirect_uri = CALLBACK) =>
    token({ grant_type: 'authorization_code', code, redirect_uri });
  const page = (query: Record<string, string> = {}) =>
    request(
      `${simulator.loginUrl}/oauth/authorize?${new URLSearchParams({
        response_type: 'code',
        client_id: simulator.clientId,
        redirect_uri: CALLBACK,
        state: 's 1',
        ...query,
      })}`,
      { redirect: 'manual' },
    );
  const press = (shown: Reply, decision: string) =>
    request(`${simulator.loginUrl}/oauth/authorize`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({
        decision,
        request: /name="request" value="(\w+)"/.exec(shown.text)?.[1] ?? '',
      }),
    });
  const redirected = ({ headers }: Reply) => new URL(headers.get('location') ?? '').searchParams;
  const newCode = async () => redirected(await press(await page(), 'allow')).get('code') ?? assert.fail();
  const get = (path: string, bearer: string, company?: number) =>
    request(`${simulator.apiUrl}${path}`, {
      headers: {
        authorization: `Bearer ${bearer}`,
        ...(company !== undefined && { 'procore-company-id': String(company) }),
      },
    });

  it('on a page that redirects with a code and the state, which buys tokens with a refresh token', async () => {
    const shown = await page();
    assert.equal(shown.status, 200);
    assert.match(shown.text, /Ada Sample/);
    const answer = await press(shown, 'allow');
    assert.equal(answer.status, 302);
    assert.equal(redirected(answer).get('state'), 's 1');
    const { status, json } = await exchange(redirected(answer).get('code') ?? '');
    assert.equal(status, 200);
    assert.deepEqual(Object.keys(json).sort(), [
      'access_token',
      'created_at',
      'expires_in',
      'refresh_token',
      'token_type',
    ]);
    assert.deepEqual((await get('/rest/v1.0/me', json.access_token)).json, {
      id: 160_911,
      login: 'ada.sample@example.com',
    });
  });

  it('or declines, and the app is told', async () => {
    const query = redirected(await press(await page(), 'deny'));
    assert.equal(query.get('error'), 'access_denied');
    assert.equal(query.get('state'), 's 1');
    assert.equal(query.get('code'), null);
  });

  it('and decides once on what was asked', async () => {
    const shown = await page();
    assert.equal((await press(shown, 'allow')).status, 302);
    assert.equal((await press(shown, 'allow')).status, 200);
  });

  it('nowhere but at registered addresses, which have to match exactly', async () => {
    for (const redirect_uri of [`${CALLBACK}/`, 'https://stranger.example/', 'http://localhost:1880', '']) {
      const shown = await page({ redirect_uri });
      assert.equal(shown.status, 401, redirect_uri);
      assert.equal(shown.headers.get('location'), null);
    }
    for (const redirect_uri of [CALLBACK, 'http://localhost', OUT_OF_BAND]) {
      assert.equal((await page({ redirect_uri })).status, 200, redirect_uri);
    }
    assert.equal((await page({ client_id: 'stranger' })).status, 401);
  });

  it('and copies the code from a page where no browser can be sent back', async () => {
    const shown = await press(await page({ redirect_uri: OUT_OF_BAND }), 'allow');
    assert.equal(shown.status, 200);
    const code = /<code id="code">(\w+)</.exec(shown.text)?.[1] ?? '';
    assert.equal((await exchange(code, OUT_OF_BAND)).status, 200);
  });

  it('with a code that is good once, for ten minutes and for its own address', async () => {
    const code = await newCode();
    assert.equal((await exchange(code)).status, 200);
    const again = await exchange(code);
    assert.deepEqual([again.status, again.json.error], [400, 'invalid_grant']);
    assert.equal((await exchange(await newCode(), OUT_OF_BAND)).json.error, 'invalid_grant');
    const late = await newCode();
    now += 600_000;
    assert.equal((await exchange(late)).json.error, 'invalid_grant');
  });

  it('keeps the sign-in by refresh tokens that are good once, be the refresh successful or not', async () => {
    const first = (await exchange(await newCode())).json;
    const second = await refresh(first.refresh_token);
    assert.equal(second.status, 200);
    assert.notEqual(second.json.refresh_token, first.refresh_token);
    assert.equal((await refresh(first.refresh_token)).json.error, 'invalid_grant');
    const wrong = await refresh(second.json.refresh_token, { client_secret: 'wrong' });
    assert.deepEqual([wrong.status, wrong.json.error], [401, 'invalid_client']);
    assert.equal((await refresh(second.json.refresh_token)).json.error, 'invalid_grant');
    // The access token lives on: see assumed.ts.
    assert.equal((await get('/rest/v1.0/me', first.access_token)).status, 200);
  });

  it('until a token is revoked, which kills both', async () => {
    for (const which of ['access_token', 'refresh_token']) {
      const { json } = await exchange(await newCode());
      const { status } = await request(`${simulator.loginUrl}/oauth/revoke`, {
        method: 'POST',
        body: new URLSearchParams({ ...client(), token: json[which] }),
      });
      assert.equal(status, 200);
      assert.equal((await get('/rest/v1.0/me', json.access_token)).status, 401, which);
      assert.equal((await refresh(json.refresh_token)).json.error, 'invalid_grant', which);
    }
  });

  it('sees companies and projects that are not the app’s', async () => {
    const user = (await exchange(await newCode())).json.access_token;
    const app = await newToken(simulator);
    const companies = async (bearer: string) =>
      (await get('/rest/v1.0/companies', bearer)).json.map(({ id }: { id: number }) => id);
    const [, second, , fourth] = simulator.companies.map(({ id }) => id);
    assert.deepEqual(await companies(user), [second, fourth]);
    assert.equal((await companies(app)).length, 3);
    const projects = async (bearer: string) =>
      (await get(`/rest/v1.1/projects?company_id=${second}&filters[by_status]=All`, bearer, second)).json.map(
        ({ id }: { id: number }) => id,
      );
    const all = simulator.companies[1]?.projects ?? [];
    assert.deepEqual(await projects(user), [all[0]?.id, all[13]?.id]);
    assert.equal(all[13]?.permitted, false);
    assert.equal((await projects(app)).length, all.filter(({ permitted }) => permitted).length);
    const [first] = simulator.companies;
    const elsewhere = await get(`/rest/v1.1/projects?company_id=${first?.id}`, user, first?.id);
    assert.equal(elsewhere.status, 404);
    const notInstalled = await get(`/rest/v1.1/projects?company_id=${fourth}`, user, fourth);
    assert.deepEqual(
      [notInstalled.status, notInstalled.json.errors],
      [403, ['App is not connected to this company.']],
    );
  });
});
