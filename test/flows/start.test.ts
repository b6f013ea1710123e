import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';

const root = join(__dirname, '../..');
const BUILT = join(root, 'dist/src/index.js');

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs scripts/start.ts as `npm start` does, on a build that is there already. */
function start(...args: string[]): Promise<Ended> {
  return run(join(root, 'node_modules/.bin/tsx'), ['scripts/start.ts', '--no-build', ...args]);
}

function run(program: string, args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(program, args, { cwd: root, timeout: 90_000 }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr });
    });
  });
}

/** A port that somebody else listens on. */
async function busyPort(): Promise<{ port: number; server: Server }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { port: typeof address === 'object' && address ? address.port : 0, server };
}

describe('npm start', function () {
  this.timeout(100_000);

  it('--once prints three companies and five projects of each within a minute, also where 1880 is in use', async () => {
    const other = createServer().listen(1880, '127.0.0.1');
    // If somebody else has the port already, it is in use as well.
    await new Promise((resolve) => other.once('listening', resolve).once('error', resolve));
    const began = Date.now();
    const { code, stdout, stderr } = await start('--once');
    other.close();
    assert.equal(code, 0, stderr);
    assert.ok(Date.now() - began < 60_000, `${Date.now() - began} ms`);
    assert.match(stdout, /Companies where the demo app is installed \(3\)/);
    const lists = stdout.split('Permitted projects of ').slice(1);
    assert.deepEqual(
      lists.map((list) => /\((\d+)\)/.exec(list)?.[1]),
      ['40', '13', '8'],
    );
    assert.deepEqual(
      lists.map((list) => list.match(/^ {2}\d\d-\d{4} /gm)?.length),
      [5, 5, 5],
    );
    assert.deepEqual(
      lists.map((list) => /… and (\d+) more/.exec(list)?.[1]),
      ['35', '8', '3'],
    );
  });

  it('prints each step before it begins, and at the end what to do next', async () => {
    const child = spawn(
      join(root, 'node_modules/.bin/tsx'),
      ['scripts/start.ts', '--no-build', '--port', '0'],
      {
        cwd: root,
      },
    );
    const ended = new Promise((resolve) => child.once('exit', resolve));
    const chunks: Array<{ at: number; text: string }> = [];
    const all = () => chunks.map(({ text }) => text).join('');
    let settings: { httpNodeRoot: string };
    try {
      await new Promise<void>((resolve, reject) => {
        child.once('exit', () => reject(new Error(`It ended:\n${all()}`)));
        child.stdout.on('data', (chunk: Buffer) => {
          chunks.push({ at: Date.now(), text: chunk.toString() });
          if (all().includes('Ctrl+C')) resolve();
        });
      });
      const url = /Open (http:\S+),/.exec(all())?.[1];
      settings = (await (await fetch(`${url}/settings`)).json()) as { httpNodeRoot: string };
    } finally {
      child.kill('SIGTERM');
      await ended;
    }
    // Http nodes and dashboards are where any other Node-RED has them.
    assert.equal(settings.httpNodeRoot, '/');
    const places = [
      'Installing',
      'Starting Node-RED ...',
      'Running "Companies',
      'Companies where',
      'Open http',
    ];
    const found = places.map((text) => all().indexOf(text));
    assert.ok(
      found.every((place) => place >= 0),
      all(),
    );
    assert.deepEqual(
      found,
      [...found].sort((a, b) => a - b),
    );
    // Steps come one after the other, not all at once at the end.
    const [first, last] = [chunks[0], chunks.at(-1)];
    assert.ok(first && last && last.at - first.at > 500 && !first.text.includes('Companies where'));
    assert.match(all(), /Open http:\/\/127\.0\.0\.1:\d+, .* press the button left of "start"\./);
  });

  it('looks at the port before it builds, and says in one sentence what to do', async () => {
    const { port, server } = await busyPort();
    const before = statSync(BUILT).mtimeMs;
    const { code, stdout, stderr } = await run('npm', ['start', '--', '--port', String(port)]);
    server.close();
    assert.notEqual(code, 0);
    assert.match(
      stderr,
      new RegExp(`^Port ${port} is in use\\. Choose another one: npm start -- --port ${port + 1}$`, 'm'),
    );
    assert.doesNotMatch(stderr, /\n\s+at /);
    assert.doesNotMatch(stdout + stderr, /Building/);
    assert.equal(statSync(BUILT).mtimeMs, before);
  });

  it('says how it is used when an option or a port is none', async () => {
    for (const wrong of [['--everything'], ['--port', 'web'], ['--port', '70000'], ['--port', '']]) {
      const { code, stderr } = await start(...wrong);
      assert.equal(code, 1);
      assert.match(stderr, /^Usage: npm start/);
    }
  });
});
