import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { ProcoreError } from '../../src/errors.js';
import type { Client } from '../../src/index.js';
import { Secrets } from '../../src/transport/secrets.js';
import { clientOf } from '../support/client.js';
import { collect } from '../support/collect.js';
import { json, type SeenRequest, serve, type TestServer, token } from '../support/http-server.js';

/** With the characters that JSON and forms write differently. */
const SECRET = 'client"secret/with+odd signs=';
const TOKEN = 'header.payload-of_the.signature';

const MASKED_FORMS = [SECRET, JSON.stringify(SECRET).slice(1, -1), encodeURIComponent(SECRET), TOKEN];

/** Everything of an error or an answer that a flow, a log or a dialog could show. */
function shown(thing: Error & { readonly answer?: unknown }): string {
  return `${thing.stack}${thing.message}${JSON.stringify(thing)}${JSON.stringify(thing.answer)}`;
}

function assertNothingIn(text: string): void {
  for (const form of MASKED_FORMS) assert.ok(!text.includes(form), `${form} is in ${text.slice(0, 2_000)}`);
}

describe('a host that echoes what it was sent', () => {
  let server: TestServer;
  let client: Client;
  let login: (response: ServerResponse, request: SeenRequest) => void;
  let api: (response: ServerResponse, request: SeenRequest) => void;

  beforeEach(async () => {
    login = (response) => token(response, TOKEN);
    server = await serve((request, response) =>
      request.path === '/oauth/token' ? login(response, request) : api(response, request),
    );
    client = clientOf(server.url, { clientSecret: SECRET, lookups: false });
  });
  afterEach(async () => {
    await client.close();
    await server.close();
  });

  const read = async (response: 'auto' | 'text' | 'buffer' = 'auto') => {
    const [page] = await collect(client.pages({ method: 'GET', path: '/rest/v1.0/echo', response }));
    return page ?? assert.fail('no page');
  };
  const failed = (reading: Promise<unknown>) =>
    reading.then(
      () => assert.fail('it was not refused'),
      (thrown: ProcoreError) => thrown,
    );

  it('finds a token that a refusal takes apart with escapes', async () => {
    const apart = TOKEN.replace('p', '\\u0070').replace('_', '\\u005F');
    const body = `{"message":"no","saw":"${apart}","a":"\\\\u0041 \\u00e9 \\u0022"}`;
    api = (response) => response.writeHead(403, { 'content-type': 'application/json' }).end(body);
    const error = await failed(read());
    assertNothingIn(shown(error));
    assert.equal((error as { answer?: { body: { a: string } } }).answer?.body.a, '\\u0041 é "');
  });

  it('gets the token out of headers and body of a good answer, and JSON stays JSON', async () => {
    for (const gzip of [false, true]) {
      api = (response, { headers }) => {
        const body = JSON.stringify({ saw: headers.authorization, secret: SECRET, id: 1 });
        response.writeHead(200, {
          'content-type': 'application/json',
          'x-request-id': `for ${headers.authorization}`,
          link: `<https://api.example/x?token=${TOKEN}>; rel="next"`,
          ...(gzip && { 'content-encoding': 'gzip' }),
        });
        response.end(gzip ? gzipSync(body) : body);
      };
      const { body, headers, requestId } = await read();
      assertNothingIn(JSON.stringify({ body, headers, requestId }));
      assert.equal((body as { id: number }).id, 1);
      assert.match((body as { saw: string }).saw, /^Bearer \*+$/);
      assert.equal(requestId, 'for Bearer ***');
      assertNothingIn(String((await read('text')).body));
      assertNothingIn(String((await read('buffer')).body));
    }
  });

  for (const status of [400, 401, 403, 404, 409, 410, 422, 500]) {
    it(`gets it out of a refusal with ${status}, wherever it stands`, async () => {
      api = (response, { headers }) =>
        json(
          response,
          status,
          {
            errors: { base: [`${'x'.repeat(480)} ${headers.authorization}`], [TOKEN]: ['required'] },
            deep: { echo: [SECRET] },
          },
          { 'x-request-id': TOKEN, 'retry-after': '9000' },
        );
      assertNothingIn(shown(await failed(read())));
    });
  }

  it('gets it out of pages that are no JSON, and out of addresses it redirects to', async () => {
    api = (response, { headers }) => response.writeHead(403).end(`<title>${headers.authorization}</title>`);
    assertNothingIn(shown(await failed(read())));
    api = (response) => response.writeHead(200, { 'content-type': 'text/html' }).end(`<p>${TOKEN} ${SECRET}`);
    assertNothingIn(shown(await failed(read())));
    api = (response) =>
      response.writeHead(200, { 'content-encoding': TOKEN, 'content-type': SECRET }).end(`{"a":"${TOKEN}"}`);
    assertNothingIn(shown(await failed(read())));
    api = (response) => response.writeHead(302, { location: `https://files.example/a.pdf?t=${TOKEN}` }).end();
    assertNothingIn(shown(await failed(read())));
  });

  it('gets the client secret out of what a login host says', async () => {
    const sayings: Array<(response: ServerResponse, request: SeenRequest) => void> = [
      (response) => json(response, 400, { error: 'invalid_grant', error_description: `No ${SECRET}` }),
      (response, { body }) => json(response, 401, { error: 'invalid_client', error_description: body }),
      (response) =>
        response
          .writeHead(401, {
            'www-authenticate': `Bearer error="invalid_client", error_description="${SECRET.replaceAll('"', '\\"')}"`,
          })
          .end(),
      (response, { body }) => response.writeHead(502).end(body),
      (response, { body }) => response.writeHead(403, { 'x-request-id': body }).end(`<html>${body}`),
    ];
    for (const saying of sayings) {
      login = saying;
      const fresh = clientOf(server.url, { clientSecret: SECRET });
      const error = await failed(fresh.token());
      await fresh.close();
      assertNothingIn(shown(error));
      const form = new URLSearchParams({ s: SECRET }).toString().slice(2);
      assert.ok(!shown(error).includes(form));
    }
  });

  it('still gives the token itself', async () => {
    assert.equal((await client.token()).accessToken, TOKEN);
  });
});

describe('secrets in an answer', () => {
  it('are overwritten in place, each time, and only they', () => {
    const bytes = Buffer.from('a secret-1234 b secret-1234secret-1234 c');
    new Secrets(['secret-1234', undefined]).maskIn(bytes);
    assert.equal(bytes.toString(), 'a *********** b ********************** c');
  });

  it('are none where they are shorter than eight characters', () => {
    assert.equal(new Secrets(['abc']).maskedIn('abcdef'), 'abcdef');
  });
});
