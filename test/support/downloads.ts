import { writeFileSync } from 'node:fs';
import { intoFile } from '../../src/index.js';
import { clientOf } from './client.js';

/**
 * Downloads a large body into a file, in its own process, and tells on the standard output how much memory that took
 * beyond what a small one had taken before. Arguments: the server's address, the file.
 */
async function main([url = '', path = '']: readonly string[]): Promise<void> {
  const client = clientOf(url);
  const download = (size: number) =>
    client.receive({ method: 'GET', path: `/rest/v1.0/files/${size}` }, intoFile(path));
  await download(8 * 1024 * 1024);
  const before = process.memoryUsage.rss();
  let most = before;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 5);
  const { body } = await download(200 * 1024 * 1024);
  clearInterval(watch);
  await client.close();
  writeFileSync(1, JSON.stringify({ bytes: body.bytes, more: most - before }));
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error}\n`);
  process.exitCode = 1;
});
