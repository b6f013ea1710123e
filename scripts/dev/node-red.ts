/**
 * The Node-RED of `npm run dev`, in a process of its own: started anew after each change. Arguments: the user directory and
 * the port. It says to its parent when it runs, and ends with it.
 */
import { deployExample } from '../start/run-example.js';
import { startNodeRed } from '../start/runtime.js';

async function main(userDir: string, port: number): Promise<void> {
  const nodeRed = await startNodeRed(userDir, port);
  const stop = () => void nodeRed.stop().finally(() => process.exit(0));
  process.once('SIGTERM', stop);
  process.once('disconnect', stop);
  // A terminal sends it to both; the parent decides.
  process.on('SIGINT', () => undefined);
  await deployExample(nodeRed);
  process.send?.(nodeRed.url);
}

const [userDir = '', port = ''] = process.argv.slice(2);
main(userDir, Number(port)).catch((thrown: unknown) => {
  process.stderr.write(`${thrown instanceof Error ? thrown.stack : thrown}\n`);
  process.exit(1);
});
