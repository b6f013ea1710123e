// Run by the Node of another version, on the compiled package alone: it loads, gets a token and lists companies.
const assert = require('node:assert/strict');
const { join } = require('node:path');

const [, , folder, expected] = process.argv;
assert.ok(process.version.startsWith(`v${expected}`), `this is ${process.version}, not ${expected}`);

// What makes `await import()` necessary: there, an ES module cannot be required.
if (expected === '22.9') {
  assert.throws(() => require(join(folder, 'node_modules/oauth4webapi')), { code: 'ERR_REQUIRE_ESM' });
}

async function main() {
  const { Client, parseConnection, systemRuntime } = require(join(folder, 'dist/src/index.js'));
  const { startSimulator } = require(join(folder, 'dist/src/simulator/index.js'));
  const simulator = await startSimulator();
  const { loginUrl, apiUrl, clientId, clientSecret } = simulator;
  const connection = parseConnection({
    ...{
      environment: 'custom',
      loginUrl,
      apiUrl,
      clientId,
      clientSecret,
      timeoutMs: 5_000,
      allowHttp: false,
    },
  });
  const client = new Client(connection, systemRuntime());
  for await (const page of client.pages({ method: 'GET', path: '/rest/v1.0/companies', paging: 'all' })) {
    assert.equal(page.body.length, 3);
  }
  await client.close();
  await simulator.close();
}

main();
