import { gzipSync } from 'node:zlib';
import { clientOf } from './client.js';
import { collect } from './collect.js';
import { serve, token } from './http-server.js';

/**
 * Reads answers that take as much memory as they can, in a process whose heap is small, and tells on the standard output
 * what became of each. Whether the process is still there to tell is the test.
 */
const MEGABYTE = 1024 * 1024;

const nested = (bytes: number) => Buffer.concat([Buffer.alloc(bytes / 2, '['), Buffer.alloc(bytes / 2, ']')]);
const objects = (bytes: number) =>
  Buffer.concat([Buffer.from('[{}'), Buffer.alloc(bytes, ',{}'), Buffer.from(']')]);

async function main(): Promise<void> {
  const bodies: Record<string, { readonly body: Buffer; readonly gzip?: boolean }> = {
    '/rest/v1.0/small': { body: Buffer.from('[]') },
    '/rest/v1.0/bomb': { body: gzipSync(objects(60 * MEGABYTE)), gzip: true },
    '/rest/v1.0/large': { body: objects(60 * MEGABYTE) },
    '/rest/v1.0/lists': { body: nested(3 * MEGABYTE) },
    '/rest/v1.0/objects': { body: gzipSync(objects(3 * MEGABYTE), { level: 0 }), gzip: true },
  };
  const server = await serve((request, response) => {
    if (request.path === '/oauth/token') return token(response);
    const { body, gzip } = bodies[request.path] ?? { body: Buffer.alloc(0) };
    response.writeHead(200, {
      'content-type': 'application/json',
      ...(gzip && { 'content-encoding': 'gzip' }),
    });
    response.end(body);
  });
  const client = clientOf(server.url, { timeoutMs: 30_000 });
  const read = async (name: string) => {
    try {
      await collect(client.pages({ method: 'GET', path: `/rest/v1.0/${name}` }));
      return 'read';
    } catch (thrown) {
      return (thrown as { code?: string }).code ?? String(thrown);
    }
  };
  const eight = async (name: string) =>
    [...new Set(await Promise.all(Array.from({ length: 8 }, () => read(name))))].join();
  // Its headers tell that there is no quota here to wait for.
  await read('small');
  const told = {
    'one of 60 MB, packed': await read('bomb'),
    'eight of 60 MB': await eight('large'),
    'eight of 3 MB, of nothing but lists': await eight('lists'),
    'eight of 3 MB, of objects, packed': await eight('objects'),
  };
  await client.close();
  await server.close();
  process.stdout.write(JSON.stringify(told));
}

main().catch((error: unknown) => {
  process.stderr.write(`${error}\n`);
  process.exitCode = 1;
});
