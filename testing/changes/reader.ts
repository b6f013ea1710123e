/** A process that reads changes into a SQLite copy once, and prints a line before it confirms each step. */
import { join } from 'node:path';
import { Client, fileState, parseConnection, systemRuntime } from '../../src/index.js';
import { readerOf } from './reader-of.js';
import { SqlCopy } from './sql-copy.js';

async function main(told: Record<string, string>): Promise<void> {
  const { folder = '', path = '', ...settings } = told;
  const copy = new SqlCopy(`GET ${path}`, join(folder, 'copy.db'));
  const state = fileState(join(folder, 'state.db'), systemRuntime());
  const connection = parseConnection({
    environment: 'custom',
    loginUrl: settings.loginUrl ?? '',
    apiUrl: settings.apiUrl ?? '',
    clientId: settings.clientId ?? '',
    clientSecret: settings.clientSecret ?? '',
    companyId: settings.companyId ?? '',
    timeoutMs: 5_000,
    allowHttp: false,
  });
  const client = new Client(connection, systemRuntime(), { state });
  const reader = await readerOf(client, path, { isConfirmed: true }, Date.now);
  for await (const result of reader.results()) {
    if ('failure' in result) continue;
    await copy.take(result.step.changes);
    process.stdout.write('step\n');
    // The other process may kill this one here, after the rows and before they are confirmed.
    await new Promise((resolve) => setTimeout(resolve, 2));
    await result.step.confirmed();
  }
  await client.close();
  await state.close();
  copy.close();
}

void main(JSON.parse(process.argv[2] ?? '{}'));
