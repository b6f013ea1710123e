/** `npm run test:simulator` tries every operation of the catalogue on the simulator and prints what it found. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const { status } = spawnSync(
  'mocha',
  ['--config', 'test/compat/.mocharc.json', '--exit', '--spec', 'test/simulator/catalogue*.test.ts'],
  { cwd: join(__dirname, '..'), stdio: 'inherit', env: { ...process.env, CATALOGUE: 'whole' } },
);
process.exitCode = status ?? 1;
