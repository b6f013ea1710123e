import assert from 'node:assert/strict';
import type { ProcoreError } from '../../src/errors.js';
import { clientOf } from '../support/client.js';
import { json, serve } from '../support/http-server.js';

/** The failure of getting a token from a host that answers with this. */
async function failureFor(body: unknown, headers: Record<string, string> = {}): Promise<ProcoreError> {
  const server = await serve((_request, response) => json(response, 400, body, headers));
  const client = clientOf(server.url);
  try {
    return await client.token().then(
      () => assert.fail('it gave a token'),
      (thrown: ProcoreError) => thrown,
    );
  } finally {
    await client.close();
    await server.close();
  }
}

describe('what a login host says of an error', () => {
  it('is repeated where it is what an OAuth server says', async () => {
    const error = await failureFor({ error: 'invalid_grant', error_description: 'The grant is revoked.' });
    assert.match(error.cause, /\(invalid_grant\)/);
    assert.deepEqual(error.details, [{ field: 'invalid_grant', message: 'The grant is revoked.' }]);
  });

  for (const [what, code] of [
    ['a long text', 'x'.repeat(61)],
    ['lines', 'root:x:0:0\nbin:x:1:1'],
    ['quotes', '"quoted"'],
    ['other characters', 'schlüssel'],
  ] as const) {
    it(`is left out where its code is none: ${what}`, async () => {
      const error = await failureFor({ error: code, error_description: 'x' });
      assert.equal(error.code, 'PROCORE_AUTH');
      assert.match(error.cause, /\(unknown error\)/);
      assert.ok(!JSON.stringify(error).includes(JSON.stringify(code).slice(1, -1)));
    });
  }

  it('is one line of at most 200 characters', async () => {
    const description = `first\n\u0007second\u202e ${'x'.repeat(1_000_000)}`;
    const { details } = await failureFor({ error: 'invalid_grant', error_description: description });
    const [{ message } = assert.fail('no detail')] = details;
    assert.equal(message.length, 200);
    assert.match(message, /^first second x+$/);
  });
});
