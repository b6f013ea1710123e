import assert from 'node:assert/strict';
import { apiUrl, fillPath, followLink, placeholdersOf } from '../../src/transport/address.js';

const ORIGIN = new URL('https://api.example.com');
const isConfigError = (words: RegExp) => (error: Error & { code?: string }) =>
  error.code === 'PROCORE_CONFIG' && words.test(error.message);

describe('address of a call', () => {
  it('writes objects and lists in Procore’s bracket form', () => {
    const url = apiUrl(ORIGIN, '/rest/v1.0/projects/1/rfis', {
      filters: { status: ['open', 'draft'], updated_at: '2026-01-01...2026-02-01' },
      sort: '-id',
      left_out: undefined,
      empty: null,
    });
    assert.equal(
      decodeURIComponent(url.search),
      '?filters[status][]=open&filters[status][]=draft&filters[updated_at]=2026-01-01...2026-02-01&sort=-id',
    );
  });

  it('joins a query in the path with the query field', () => {
    assert.equal(
      apiUrl(ORIGIN, '/rest/v1.1/projects?company_id=1', { view: 'ids' }).search,
      '?company_id=1&view=ids',
    );
  });

  for (const path of [
    'https://evil.example/rest/v1.0/me',
    '//evil.example/rest/v1.0/me',
    '/rest//v1.0/me',
    '/rest/../oauth/token',
    '/rest/v1.0/%2e%2e/x',
    '/rest/v1.0/.%2E/x',
    '/rest\\v1.0',
    '/rest/v1.0/\\evil',
    '/rest/v1.0/a\nb',
    '/oauth/token',
    'rest/v1.0/me',
    '/rest/v1.0/me#x',
    '',
  ]) {
    it(`refuses ${JSON.stringify(path)}`, () => {
      assert.throws(() => apiUrl(ORIGIN, path), isConfigError(/\/rest\//));
    });
  }

  it('fills placeholders percent-encoded, so that each stays one segment', () => {
    assert.deepEqual(placeholdersOf('/rest/v1.0/projects/{project_id}/x/{id}'), ['project_id', 'id']);
    assert.equal(fillPath('/rest/v1.0/{a}/{b}', { a: 'x/y?z', b: '7' }), '/rest/v1.0/x%2Fy%3Fz/7');
  });

  it('names a placeholder that has no value', () => {
    assert.throws(
      () => fillPath('/rest/v1.0/{project_id}', {}),
      isConfigError(/\{project_id\}.*msg\.params\.project_id/),
    );
  });

  it('refuses a placeholder value that would climb out of its folder', () => {
    assert.throws(() => apiUrl(ORIGIN, fillPath('/rest/v1.0/{id}/x', { id: '..' })), isConfigError(/"\."/));
  });

  it('follows a link on its own origin only, and keeps parameters that the link leaves out', () => {
    const current = new URL('https://api.example.com/rest/v1.0/punch_items?project_id=5&page=1&per_page=2');
    const next = followLink(current, 'https://evil.example/rest/v1.0/punch_items?page=2&per_page=2');
    assert.equal(next?.href, 'https://api.example.com/rest/v1.0/punch_items?page=2&per_page=2&project_id=5');
    assert.equal(followLink(current, 'https://api.example.com/oauth/revoke?page=2'), undefined);
  });
});
