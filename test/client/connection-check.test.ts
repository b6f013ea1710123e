import assert from 'node:assert/strict';
import { checkConnection } from '../../src/access/check.js';
import { clientOf } from '../support/client.js';
import { json, serve, token } from '../support/http-server.js';

describe('the check of a connection', () => {
  for (const [status, code] of [
    [429, 'PROCORE_RATE_LIMITED'],
    [503, 'PROCORE_UNAVAILABLE'],
  ] as const) {
    it(`waits for one call and not for each, if all are answered with ${status}`, async () => {
      const server = await serve(({ path }, response) =>
        path === '/oauth/token' ? token(response) : json(response, status, {}),
      );
      const client = clientOf(server.url);
      try {
        const checks = await checkConnection(client, '1', { lane: 'interactive', patience: 500 });
        assert.deepEqual(
          checks.map(({ step, verdict, error }) => [step, verdict, error?.code]),
          [
            ['token', 'ok', undefined],
            ['me', 'failed', code],
          ],
        );
      } finally {
        await client.close();
        await server.close();
      }
    });
  }

  it('goes on after a refusal that is about one call', async () => {
    const server = await serve(({ path }, response) =>
      path === '/oauth/token'
        ? token(response)
        : path === '/rest/v1.0/me'
          ? json(response, 403, { message: 'no' })
          : json(response, 200, []),
    );
    const client = clientOf(server.url);
    try {
      const checks = await checkConnection(client, '1', { lane: 'interactive', patience: 500 });
      const steps = checks.map(({ step }) => step);
      assert.deepEqual(steps.slice(0, 4), ['token', 'me', 'companies', 'company']);
    } finally {
      await client.close();
      await server.close();
    }
  });
});
