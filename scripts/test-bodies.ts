/** `npm run test:bodies` fills in every body of the catalogue in the real editor, and has Node-RED send it. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const { status } = spawnSync(
  'mocha',
  ['--config', 'test/compat/.mocharc.json', '--exit', '--spec', 'test/editor/every-body*.test.ts'],
  { cwd: join(__dirname, '..'), stdio: 'inherit', env: { ...process.env, BODIES: 'whole' } },
);
process.exitCode = status ?? 1;
