/**
 * The Node-RED of `npm run dev`, in a separate process that is restarted after each change. Arguments: the user
 * directory and the port. It tells its parent when it is running, and ends when the parent ends.
 */
import { deployExample } from '../start/run-example.js';
import { startNodeRed } from '../start/runtime.js';

async function main(userDir: string, port: number): Promise<void> {
  const nodeRed = await startNodeRed(userDir, port);
  const stop = () => void nodeRed.stop().finally(() => process.exit(0));
  process.once('SIGTERM', stop);
  process.once('disconnect', stop);
  // A terminal sends SIGINT to both processes; the parent decides.
  process.on('SIGINT', () => undefined);
  await deployExample(nodeRed);
  process.send?.(nodeRed.url);
}

const [userDir = '', port = ''] = process.argv.slice(2);
main(userDir, Number(port)).catch((thrown: unknown) => {
  process.stderr.write(`${thrown instanceof Error ? thrown.stack : thrown}\n`);
  process.exit(1);
});
