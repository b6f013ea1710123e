import assert from 'node:assert/strict';
import { json, serve, type TestServer } from '../support/http-server.js';
import { halfThenReset, html, redirect, status } from './answers.js';
import { describeRows } from './rows.js';

const NOT_CONNECTED = { errors: ['App is not connected to this company.'] };

describe('answers that are refusals', () => {
  let elsewhere: TestServer;
  before(async () => {
    elsewhere = await serve((_request, response) => json(response, 200, []));
  });
  after(async () => {
    assert.equal(elsewhere.requests.length, 0, 'something was sent to the other host');
    await elsewhere.close();
  });

  describeRows('refusals', [
    {
      fault: '401, once',
      answers: [status(401)],
      expect: 'delivered',
      requests: 2,
      tokens: 2,
      within: 1_000,
    },
    {
      fault: '401, once',
      method: 'POST',
      answers: [status(401)],
      expect: 'delivered',
      requests: 2,
      tokens: 2,
      within: 1_000,
    },
    {
      fault: '401, for ever',
      always: status(401),
      expect: 'PROCORE_AUTH',
      status: 401,
      says: /not even a fresh one/,
      requests: 2,
      tokens: 2,
      within: 1_000,
    },
    {
      fault: '403, app not connected',
      always: status(403, NOT_CONNECTED),
      expect: 'PROCORE_NOT_INSTALLED',
      status: 403,
      requests: 1,
      within: 500,
    },
    {
      fault: '403, not permitted',
      always: status(403, { errors: 'Forbidden' }),
      expect: 'PROCORE_NOT_PERMITTED',
      status: 403,
      requests: 1,
      within: 500,
    },
    {
      fault: '404',
      always: status(404, { error: 'Not found' }),
      expect: 'PROCORE_NOT_FOUND',
      status: 404,
      requests: 1,
      within: 500,
    },
    {
      fault: '408 on a large page, once',
      answers: [status(408)],
      node: { paging: 'all', perPage: '100' },
      expect: 'delivered',
      requests: 2,
      within: 1_000,
    },
    {
      fault: '408, for ever',
      always: status(408),
      node: { paging: 'all', perPage: '100' },
      expect: 'PROCORE_TIMEOUT',
      status: 408,
      requests: 2,
      within: 1_000,
    },
    { fault: '409, once', answers: [status(409)], expect: 'delivered', requests: 2, within: 1_500 },
    {
      fault: '409',
      method: 'POST',
      always: status(409),
      expect: 'PROCORE_CONFLICT',
      status: 409,
      requests: 1,
      within: 500,
    },
    {
      fault: '422',
      method: 'POST',
      always: status(422, { errors: { name: ['is taken'] } }),
      expect: 'PROCORE_INVALID',
      status: 422,
      says: /is taken/,
      requests: 1,
      within: 500,
    },
    {
      fault: '422 whose body breaks off',
      method: 'POST',
      always: halfThenReset(422),
      expect: 'PROCORE_INVALID',
      status: 422,
      requests: 1,
      within: 500,
    },
    { fault: '500, once', answers: [status(500)], expect: 'delivered', requests: 2, within: 1_500 },
    {
      fault: '500, for ever',
      always: status(500),
      node: { deadline: '1' },
      expect: 'PROCORE_UNAVAILABLE',
      status: 500,
      requests: [2, 5],
      within: 1_500,
    },
    {
      fault: '500',
      method: 'POST',
      always: status(500),
      expect: 'PROCORE_UNAVAILABLE',
      status: 500,
      requests: 1,
      within: 500,
    },
    {
      fault: '502 as a web page, once',
      answers: [html(502)],
      expect: 'delivered',
      requests: 2,
      within: 1_500,
    },
    {
      fault: 'redirect to another host',
      always: redirect(() => `${elsewhere.url}/rest/v1.0/things`),
      expect: 'PROCORE_BAD_RESPONSE',
      status: 302,
      says: /another host/,
      requests: 1,
      within: 500,
    },
    {
      fault: 'redirect in a circle',
      always: redirect(() => '/rest/v1.0/things'),
      expect: 'PROCORE_BAD_RESPONSE',
      says: /in a circle/,
      requests: 4,
      within: 500,
    },
  ]);
});
