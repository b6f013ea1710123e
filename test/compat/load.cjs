// Run by the Node of another version, on the compiled package alone: it loads, gets a token and lists companies.
const assert = require('node:assert/strict');

const [, , expected] = process.argv;
assert.ok(process.version.startsWith(`v${expected}`), `this is ${process.version}, not ${expected}`);

async function main() {
  const { Client, parseConnection, systemRuntime } = require('@joistflow/node-red-procore');
  const { startSimulator } = require('@joistflow/node-red-procore/simulator');
  const simulator = await startSimulator();
  const { loginUrl, apiUrl, clientId, clientSecret } = simulator;
  const connection = parseConnection({
    environment: 'custom',
    loginUrl,
    apiUrl,
    clientId,
    clientSecret,
    timeoutMs: 5_000,
    allowHttp: false,
  });
  const client = new Client(connection, systemRuntime());
  let pages = 0;
  for await (const page of client.pages({ method: 'GET', path: '/rest/v1.0/companies', paging: 'all' })) {
    pages++;
    assert.equal(page.body.length, 3);
  }
  assert.equal(pages, 1);
  await client.close();
  await simulator.close();
}

main();
