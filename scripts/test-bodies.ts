/**
 * `npm run test:bodies` fills in every body of the catalogue in the real editor, and has Node-RED send it. With
 * `-- 1/4` it plays the first of four parts, which together are all.
 *
 * A whole run filled in 1,154 bodies with 11,124 fields in 19 minutes on two cores that other work shared (a load
 * average of 10), and sent them in 8 s.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

function main(): void {
  const [chosen = '1/1'] = process.argv.slice(2);
  const [part = 0, parts = 0] = chosen.split('/').map(Number);
  if (!/^\d+\/\d+$/.test(chosen) || part < 1 || part > parts) {
    console.error(`${chosen} is no part of the bodies. The first of four parts is 1/4.`);
    process.exitCode = 1;
    return;
  }
  const { status } = spawnSync(
    'mocha',
    ['--config', 'test/compat/.mocharc.json', '--exit', '--spec', 'test/editor/every-body*.test.ts'],
    { cwd: join(__dirname, '..'), stdio: 'inherit', env: { ...process.env, BODIES: chosen } },
  );
  process.exitCode = status ?? 1;
}

main();
