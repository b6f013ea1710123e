import assert from 'node:assert/strict';
import { headersTo } from '../../src/call/headers.js';
import { parsePlan } from '../../src/plan.js';

describe('the headers of a call', () => {
  const apiOrigin = 'https://api.procore.com';
  const plan = parsePlan(
    { method: 'POST', path: '/rest/v1.0/things', body: {}, headers: { 'X-Mine': '1' }, companyId: '4' },
    undefined,
  );
  const names = (to: string, url: string) =>
    Object.keys(headersTo(new URL(to), { plan, url: new URL(url), apiOrigin, accessToken: 'secret' })).sort();

  it('have the token and the company for the API of the connection', () => {
    const to = 'https://api.procore.com/rest/v1.0/things';
    assert.deepEqual(names(to, to), [
      'accept',
      'authorization',
      'content-type',
      'procore-company-id',
      'user-agent',
      'x-mine',
    ]);
  });

  it('have neither for any other destination, not even if the call was made for it', () => {
    for (const to of [
      'https://storage.example/rest/v1.0/things',
      'http://api.procore.com/rest/v1.0/things',
      'https://api.procore.com:8443/rest/v1.0/things',
      'https://api.procore.com.evil.example/rest/v1.0/things',
    ]) {
      assert.deepEqual(names(to, to), ['accept', 'content-type', 'user-agent', 'x-mine'], to);
    }
  });

  it('have nothing of the flow for a host that a redirect led to', () => {
    assert.deepEqual(names('https://storage.example/file', 'https://api.procore.com/rest/v1.0/file'), [
      'accept',
      'user-agent',
    ]);
  });
});
