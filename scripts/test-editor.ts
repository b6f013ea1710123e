/**
 * `npm run test:editor -- --json FILE` tests the dialogs in a real browser and Node-RED, then prints how many actions
 * the journeys of a first use took, and how long. Exits 1 if a test fails or a bar is missed.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bar, reportBars } from '../testing/bars.js';

interface Journey {
  readonly journey: string;
  readonly actions: number;
  readonly seconds: number;
}

const root = join(__dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'procore-journeys-'));
const file = join(folder, 'journeys.ndjson');
const { status } = spawnSync(
  'mocha',
  ['--config', 'test/compat/.mocharc.json', '--exit', '--spec', 'test/editor/*.test.ts'],
  { cwd: root, stdio: 'inherit', env: { ...process.env, PROCORE_TEST_JOURNEYS: file } },
);
const journeys = readFileSync(file, 'utf8')
  .trim()
  .split('\n')
  .map((line): Journey => JSON.parse(line));
rmSync(folder, { recursive: true });

const bars: Bar[] = journeys.flatMap(({ journey, actions, seconds }): Bar[] => {
  const demo = journey.startsWith('demo');
  const own = journey.startsWith('own key');
  return [
    { name: `${journey}: actions`, value: actions, unit: '', op: '<=', bar: demo ? 6 : own ? 9 : 12 },
    ...(demo ? [] : [{ name: `${journey}: time`, value: seconds, unit: 's', op: '<=', bar: 15 } as const]),
  ];
});
bars.push({ name: 'editor tests that failed', value: status === 0 ? 0 : 1, unit: '', op: '==', bar: 0 });
reportBars(bars, { journeys });
