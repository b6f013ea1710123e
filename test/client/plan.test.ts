import assert from 'node:assert/strict';
import type { PlanInput } from '../../src/index.js';
import { parseConnection } from '../../src/index.js';
import { clientOf, settings } from '../support/client.js';
import { collect } from '../support/collect.js';
import { json, serve, type TestServer, token } from '../support/http-server.js';

describe('a request as planned', () => {
  let server: TestServer;

  beforeEach(async () => {
    server = await serve((request, response) =>
      request.path === '/oauth/token' ? token(response) : json(response, 200, {}),
    );
  });
  afterEach(() => server.close());

  const send = async (plan: Partial<PlanInput>, companyId?: string) => {
    const client = clientOf(server.url, companyId ? { companyId } : {});
    try {
      await collect(client.pages({ method: 'GET', path: '/rest/v1.0/thing', ...plan }));
    } finally {
      await client.close();
    }
    return server.requests.at(-1);
  };

  for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
    it(`sends the company header with ${method}`, async () => {
      const request = await send({ method, companyId: '562949953443325' });
      assert.equal(request?.method, method);
      assert.equal(request?.headers['procore-company-id'], '562949953443325');
    });
  }

  it('takes the connection’s company unless the plan names one, and none where there is none', async () => {
    assert.equal((await send({}, '31'))?.headers['procore-company-id'], '31');
    assert.equal((await send({ companyId: '32' }, '31'))?.headers['procore-company-id'], '32');
    assert.equal((await send({}))?.headers['procore-company-id'], undefined);
  });

  it('fills {company_id} from the company', async () => {
    assert.equal(
      (await send({ path: '/rest/v2.0/companies/{company_id}/x' }, '31'))?.path,
      '/rest/v2.0/companies/31/x',
    );
  });

  it('keeps an id beyond 2^53 to the last digit', async () => {
    const request = await send({
      companyId: '9007199254740993',
      path: '/rest/v1.0/companies/{company_id}/x',
    });
    assert.equal(request?.headers['procore-company-id'], '9007199254740993');
    assert.equal(request?.path, '/rest/v1.0/companies/9007199254740993/x');
  });

  it('sends JSON bodies as JSON', async () => {
    const request = await send({ method: 'POST', body: { rfi: { subject: 'Beam' } } });
    assert.equal(request?.headers['content-type'], 'application/json');
    assert.equal(request?.body, '{"rfi":{"subject":"Beam"}}');
  });

  const refused: Array<[string, Partial<PlanInput>, RegExp]> = [
    ['an unknown method', { method: 'BREW' }, /method must be one of/],
    ['a company that is no id', { companyId: 'acme' }, /company id, digits only/],
    ['a company number beyond 2^53', { companyId: 2 ** 60 }, /company id/],
    ['Authorization', { headers: { Authorization: 'Bearer x' } }, /Authorization is set by the connection/],
    ['Procore-Company-Id', { headers: { 'procore-company-id': '9' } }, /set by the connection/],
    ['Host', { headers: { host: 'evil.example' } }, /set by the connection/],
    ['a header with a line break', { headers: { 'x-a': 'b\r\nc: d' } }, /not allowed/],
    ['a limit of 0', { limit: 0 }, /limit must be above 0/],
    ['a limit that is no number', { limit: Number.NaN }, /limit/],
    ['a whole address', { path: 'https://evil.example/rest/v1.0/me' }, /whole address/],
  ];
  for (const [what, plan, message] of refused) {
    it(`refuses ${what} before anything is sent`, async () => {
      await assert.rejects(send(plan), { code: 'PROCORE_CONFIG', message });
      assert.equal(server.requests.length, 0);
    });
  }

  it('tells every fault at once', async () => {
    await assert.rejects(
      send({ method: 'BREW', companyId: 'x' }),
      (error: Error) => /method/.test(error.message) && /company/.test(error.message),
    );
  });
});

describe('connection settings', () => {
  const refused: Array<[string, object, RegExp]> = [
    ['a missing client id', { clientId: ' ' }, /client id is missing/],
    ['a missing secret', { clientSecret: '' }, /client secret is missing/],
    ['an address with a path', { apiUrl: 'https://api.example.com/rest' }, /API URL must be an address/],
    ['an address that is none', { loginUrl: 'login' }, /login URL must be an address/],
    ['plain http to another machine', { apiUrl: 'http://api.example.com' }, /unencrypted/],
    ['a company that is no id', { companyId: '12a' }, /default company/],
    ['a timeout of 0', { timeoutMs: 0 }, /timeout/],
    ['a timeout that is no number', { timeoutMs: Number.NaN }, /timeout/],
  ];
  for (const [what, more, message] of refused) {
    it(`refuse ${what}`, () => {
      assert.throws(() => parseConnection(settings('https://api.example.com', more)), {
        code: 'PROCORE_CONFIG',
        message,
      });
    });
  }

  it('allow plain http to this machine, and elsewhere with the tick', () => {
    assert.equal(parseConnection(settings('http://127.0.0.1:8080')).apiUrl.port, '8080');
    assert.equal(
      parseConnection(settings('http://proxy.example', { allowHttp: true })).apiUrl.host,
      'proxy.example',
    );
  });

  it('take off white space that came along with a copied key', () => {
    assert.equal(parseConnection(settings('https://a.example', { clientId: ' id \n' })).clientId, 'id');
  });
});
