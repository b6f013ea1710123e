import assert from 'node:assert/strict';
import fc from 'fast-check';
import { OperationMatcher } from '../../src/catalogue/match.js';
import { operation, shipped } from './operations.js';

describe('operation of a path', () => {
  const operations = shipped();
  const matcher = new OperationMatcher(operations);

  it('finds each operation of the shipped table by its own path and by one with values', () => {
    for (const each of operations) {
      assert.equal(matcher.match(each.method, each.path), each);
      assert.equal(matcher.match(each.method, each.path.replace(/\{\w+\}/g, '562949953443325')), each);
    }
  });

  it('leaves query, trailing slash and the method’s case aside', () => {
    const found = matcher.match('get', '/rest/v1.0/projects/12/rfis/?filters[id]=7&x=/y');
    assert.equal(found?.name, 'List RFIs');
  });

  it('prefers a segment that is spelt out, and goes back where that leads nowhere', () => {
    const own = new OperationMatcher(
      ['/rest/v1.0/a/{id}', '/rest/v1.0/a/new', '/rest/v1.0/a/{id}/b', '/rest/v1.0/a/{id}.pdf'].map((path) =>
        operation({ path }),
      ),
    );
    assert.equal(own.match('GET', '/rest/v1.0/a/new')?.path, '/rest/v1.0/a/new');
    assert.equal(own.match('GET', '/rest/v1.0/a/new/b')?.path, '/rest/v1.0/a/{id}/b');
    assert.equal(own.match('GET', '/rest/v1.0/a/7.pdf')?.path, '/rest/v1.0/a/{id}.pdf');
    assert.equal(own.match('GET', '/rest/v1.0/a/7xpdf')?.path, '/rest/v1.0/a/{id}');
  });

  it('finds nothing for what is in no catalogue', () => {
    for (const path of [
      '',
      '/',
      '/rest/v1.0',
      '/rest/v9.0/projects',
      '/rest/v1.0/projects/1/rfis/2/3/4',
      '__proto__',
    ]) {
      assert.equal(matcher.match('GET', path), undefined);
    }
    assert.equal(matcher.match('PURGE', '/rest/v1.0/companies'), undefined);
  });

  it('takes any text for a path', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (method, path) => {
        assert.equal(matcher.match(method, path), undefined);
      }),
    );
  });
});
