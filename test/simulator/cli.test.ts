import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { askToken, request } from './caller.js';

const CLI = join(__dirname, '../../src/simulator/cli.ts');

interface Run {
  readonly child: ChildProcess;
  readonly out: () => string;
  readonly err: () => string;
  readonly ended: Promise<number | null>;
}

function run(...args: string[]): Run {
  const child = spawn(process.execPath, ['--require', 'tsx/cjs', CLI, ...args]);
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { child, out: () => out, err: () => err, ended };
}

describe('simulator: the program', () => {
  it('says where it is and who may in, works, and stops when told', async () => {
    const { child, out, err, ended } = run(
      '--companies',
      '2',
      '--projects',
      '5',
      '--client-id',
      'mine',
      '--spike',
      '0',
    );
    try {
      while (!out().includes('not installed') && child.exitCode === null)
        await once(child.stdout ?? child, 'data');
      const told = (name: string) =>
        new RegExp(`${name} +(\\S+)`).exec(out())?.[1] ?? assert.fail(out() + err());
      assert.equal(told('Client ID'), 'mine');
      const [apiUrl, loginUrl] = [told('API URL'), told('Login URL')];
      const body = {
        grant_type: 'client_credentials',
        client_id: 'mine',
        client_secret: told('Client secret'),
      };
      const { json: token } = await askToken(loginUrl, new URLSearchParams(body));
      const { json, headers } = await request(`${apiUrl}/rest/v1.0/companies`, {
        headers: { authorization: `Bearer ${token.access_token}` },
      });
      assert.equal(json.length, 2);
      for (const { id, name } of json)
        assert.match(out(), new RegExp(`${id} +${name} \\(\\d+ permitted projects\\)`));
      assert.equal(headers.get('x-rate-limit-limit'), '3600');
    } finally {
      child.kill('SIGTERM');
    }
    assert.equal(await ended, 0);
    assert.equal(err(), '');
  });

  it('refuses what it does not understand in one sentence', async () => {
    const wrong = [['--colour'], ['--projects', 'many'], ['--projects', '0'], ['--port', '70000']];
    const runs = wrong.map((args) => run(...args));
    for (const { ended, err, out } of runs) {
      assert.equal(await ended, 2);
      assert.match(err(), /^procore-simulator: [^\n]+\.\n$/);
      assert.equal(out(), '');
    }
  });

  it('says that a port is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const { ended, err } = run('--port', String(port));
    assert.equal(await ended, 1);
    assert.equal(err(), `procore-simulator: Port ${port} is already in use.\n`);
    server.close();
  });

  it('explains itself', async () => {
    const { ended, out } = run('--help');
    assert.equal(await ended, 0);
    assert.match(out(), /^Usage: procore-simulator \[options\]/);
    assert.match(out(), /--strict-company-header/);
  });
});
