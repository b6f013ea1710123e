/**
 * `npm run test:editor -- --json FILE` tests the dialogs in a real browser and Node-RED, then prints how many actions
 * the journeys of a first use took, and how long. `npm run test:journey` plays only the journey to a nightly copy, with
 * the real SQLite node: what is compiled of it is built once, outside of the measured time. Exits 1 if a test fails or a
 * bar is missed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Journey } from '../test/support/person.js';
import { type Bar, reportBars } from '../testing/bars.js';

const root = join(__dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'procore-journeys-'));
const file = join(folder, 'journeys.ndjson');
const { copy } = parseArgs({ options: { copy: { type: 'boolean' } }, strict: false }).values;
const spec = copy ? 'test/editor/copy-journey.test.ts' : 'test/editor/*.test.ts';
const { status } = spawnSync('mocha', ['--config', 'test/compat/.mocharc.json', '--exit', '--spec', spec], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, PROCORE_TEST_JOURNEYS: file, ...(copy && { PROCORE_TEST_SQLITE: 'real' }) },
});
// A journey that fails before its end tells no figures.
const told = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
const journeys = told.map((line): Journey => JSON.parse(line));
rmSync(folder, { recursive: true });

const bars: Bar[] = journeys.flatMap(({ journey, actions, seconds, bars: most }): Bar[] => [
  { name: `${journey}: actions`, value: actions, unit: '', op: '<=', bar: most.actions },
  ...(most.seconds === undefined
    ? []
    : [{ name: `${journey}: time`, value: seconds, unit: 's', op: '<=', bar: most.seconds } as const]),
]);
bars.push({ name: 'editor tests that failed', value: status === 0 ? 0 : 1, unit: '', op: '==', bar: 0 });
reportBars(bars, { journeys });
