import assert from 'node:assert/strict';
import type { Server } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';
import { listen, shut } from '../support/http-server.js';
import { describeRows } from './rows.js';

describe('TLS that nobody vouches for', () => {
  let server: Server;
  let url: string;
  let seen = 0;

  before(async () => {
    const pems = await generate([{ name: 'commonName', value: 'localhost' }]);
    server = createServer({ key: pems.private, cert: pems.cert }, () => seen++) as unknown as Server;
    await listen(server);
    url = `https://localhost:${(server.address() as AddressInfo).port}`;
  });
  after(async () => {
    await shut(server);
    assert.equal(seen, 0, 'a request was sent all the same');
  });

  // A certificate is no better the second time: these end at once.
  describeRows('TLS', [
    {
      fault: 'self-signed certificate',
      connection: () => ({ apiUrl: url }),
      expect: 'PROCORE_NETWORK',
      says: /TLS certificate.*certificate authority/,
      requests: 0,
      within: 1_000,
    },
    {
      fault: 'no TLS where it is due',
      connection: ({ apiUrl }) => ({ apiUrl: apiUrl.replace('http:', 'https:') }),
      expect: 'PROCORE_NETWORK',
      requests: 0,
      within: 1_000,
    },
  ]);
});
