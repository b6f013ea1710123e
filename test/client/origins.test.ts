import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { type Client, ProcoreError } from '../../src/index.js';
import { clientOf } from '../support/client.js';
import { collect } from '../support/collect.js';
import { listen, serve, shut, type TestServer, token } from '../support/http-server.js';

describe('what was thrown below an error of a call', () => {
  let server: TestServer;
  let client: Client;
  beforeEach(async () => {
    server = await serve((request, response) =>
      request.path === '/oauth/token' ? token(response) : response.destroy(),
    );
  });
  afterEach(async () => {
    await client.close();
    await server.close();
  });

  const failure = (method: string) =>
    collect(client.pages({ method, path: '/rest/v1.0/things' })).then(
      () => assert.fail('it went well'),
      (thrown: unknown) => (thrown instanceof ProcoreError ? thrown : assert.fail(String(thrown))),
    );

  /** Nothing that a log, a message or a person gets to see. */
  const hidden = (error: ProcoreError, text: string) => {
    for (const shown of [JSON.stringify(error), error.message, error.stack ?? '', inspect(error)]) {
      assert.ok(!shown.includes(text), `${text} in ${shown}`);
    }
  };

  it('is kept: a connection that was refused', async () => {
    const closed = createServer();
    await listen(closed);
    const { port } = closed.address() as AddressInfo;
    await shut(closed);
    client = clientOf(server.url, { apiUrl: `http://127.0.0.1:${port}` });
    const error = await failure('GET');
    assert.equal((error.origin as NodeJS.ErrnoException).code, 'ECONNREFUSED');
    assert.equal(error.operation, 'GET /rest/v1.0/things');
    hidden(error, 'ECONNREFUSED');
    hidden(error, 'syscall');
  });

  for (const [method, code] of [
    ['GET', 'PROCORE_NETWORK'],
    ['DELETE', 'PROCORE_UNKNOWN_OUTCOME'],
  ] as const) {
    it(`is kept: a socket that was closed during a ${method}`, async () => {
      client = clientOf(server.url);
      const error = await failure(method);
      assert.equal(error.code, code);
      assert.equal((error.origin as NodeJS.ErrnoException).code, 'UND_ERR_SOCKET');
      hidden(error, 'other side closed');
    });
  }
});
