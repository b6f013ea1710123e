import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { Client, parseConnection, systemRuntime } from '../../src/index.js';
import { Secret } from '../../src/secret.js';
import { EncryptedFile } from '../../src/state/encrypted-file.js';
import { SECRET, settings } from '../support/client.js';
import { serve, token } from '../support/http-server.js';

const HIDDEN = [SECRET, 'proxy-password-77', 'key-of-the-certificate', 'passphrase-88', 'the-access-token'];

function assertHidden(text: string): void {
  for (const each of HIDDEN) assert.ok(!text.includes(each), `${each} is in ${text.slice(0, 3_000)}`);
}

/** All ways in which somebody may look at a thing, a debug node and a log included. */
function looks(thing: unknown): string[] {
  return [
    inspect(thing, { depth: Number.POSITIVE_INFINITY }),
    inspect(thing, { depth: Number.POSITIVE_INFINITY, showHidden: true, getters: true }),
    inspect({ within: [thing] }, { depth: Number.POSITIVE_INFINITY }),
    String(thing),
  ];
}

describe('secrets of a connection', () => {
  const connection = () =>
    parseConnection(
      settings('https://api.example', {
        tls: { passphrase: 'passphrase-88', servername: 'x' },
        proxy: {
          url: 'http://u:proxy-password-77@127.0.0.1:9',
          username: 'u',
          password: 'proxy-password-77',
        },
      }),
    );

  it('are not in what is inspected or written as JSON', () => {
    for (const look of looks(connection())) assertHidden(look);
    assertHidden(JSON.stringify(connection()));
    assertHidden(JSON.stringify({ ...connection() }));
    assert.equal(connection().clientSecret.reveal(), SECRET);
  });

  it('are not in a client either, nor is its token, nor what its sockets were opened with', async () => {
    const server = await serve((_request, response) => token(response, 'the-access-token'));
    const place = { id: 'c1', earlierFile: join(tmpdir(), 'nobody', 'sign-in.json') };
    const plain = new Client(parseConnection(settings(server.url)), systemRuntime(), { signInPlace: place });
    const proxied = new Client(connection(), systemRuntime(), { signInPlace: place });
    await plain.token();
    for (const client of [plain, proxied]) {
      for (const look of looks(client)) assertHidden(look);
      assertHidden(JSON.stringify(client));
      for (const look of looks(client.user)) assertHidden(look);
    }
    await plain.close();
    await proxied.close();
    await server.close();
  });

  it('are not in the file that is encrypted with one', () => {
    for (const look of looks(new EncryptedFile('/x', SECRET, 'test'))) assertHidden(look);
  });

  it('are asterisks in every text', () => {
    const secret = new Secret(SECRET);
    assert.deepEqual(
      [`${secret}`, JSON.stringify({ secret }), inspect(secret)],
      ['***', '{"secret":"***"}', '***'],
    );
  });
});
