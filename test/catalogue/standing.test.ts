import assert from 'node:assert/strict';
import { Standings } from '../../src/catalogue/standing.js';
import { operation, shipped } from './operations.js';

describe('what speaks against an operation', () => {
  const TODAY = '2026-11-28';
  const standings = new Standings([
    operation({ path: '/rest/v1.0/plain' }),
    operation({ path: '/rest/v1.0/old', deprecated: true, newer: '/rest/v1.1/fresh' }),
    operation({ path: '/rest/v1.1/fresh', name: 'Fresh' }),
    operation({ path: '/rest/v1.0/ends/{id}', deprecated: true, sunset: '2026-11-29' }),
    operation({ path: '/rest/v1.0/ended', deprecated: true, sunset: TODAY }),
    operation({ path: '/rest/v1.0/gone', deprecated: true, removed: true, sunset: '2020-01-01' }),
    operation({ path: '/rest/v1.0/beta', beta: true }),
  ]);
  const stateOf = (path: string, method = 'GET') => standings.of(method, path, TODAY)?.state;

  it('is its state on a day', () => {
    assert.equal(stateOf('/rest/v1.0/old'), 'deprecated');
    assert.equal(stateOf('/rest/v1.0/ends/12'), 'ending');
    assert.equal(stateOf('/rest/v1.0/ended'), 'ended');
    assert.equal(stateOf('/rest/v1.0/gone'), 'removed');
  });

  it('is nothing for one that is in use, is beta or is unknown', () => {
    for (const path of ['/rest/v1.0/plain', '/rest/v1.0/beta', '/rest/v9.0/other', '', '${PATH}']) {
      assert.equal(stateOf(path), undefined, path);
    }
    assert.equal(stateOf('/rest/v1.0/old', 'POST'), undefined);
  });

  it('names what to use in its place', () => {
    assert.equal(standings.of('GET', '/rest/v1.0/old', TODAY)?.instead?.name, 'Fresh');
    assert.equal(standings.of('GET', '/rest/v1.0/gone', TODAY)?.instead, undefined);
  });

  it('knows that v1.0 webhooks are past their end', () => {
    const found = new Standings(shipped()).of('GET', '/rest/v1.0/webhooks/hooks', TODAY);
    assert.equal(found?.state, 'ended');
  });
});
