/**
 * `npm run test:compat` tests the package in the other runtimes that it supports (this checkout has Node-RED 5 on Node
 * 24), and in one that is too old. Ends with `N passed, N failed` over all of them.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const root = join(__dirname, '..');

interface CompatRun {
  /**
   * Folders of test/compat that contain its `node` and its `node-red`; anything missing there comes from the checkout.
   */
  readonly folders: readonly string[];
  /** The versions in these folders must begin with these texts. */
  readonly node: string;
  readonly nodeRed: string;
  readonly specs: readonly string[];
}

/** Flows without those that wait for the quota of Demo, a minute and more: `npm test` runs them. */
const QUICK_FLOWS = 'test/flows/!(copies|event-examples).test.ts';

const RUNS: readonly CompatRun[] = [
  {
    folders: ['nr41'],
    node: '22.13.',
    nodeRed: '4.1.',
    specs: [
      'test/compat/load.test.ts',
      QUICK_FLOWS,
      'test/editor/{journey,write-journey,connection,sign-in}.test.ts',
    ],
  },
  { folders: ['node22'], node: '22.', nodeRed: '5.', specs: [QUICK_FLOWS] },
  { folders: ['node20', 'nr41'], node: '20.', nodeRed: '4.1.', specs: ['test/compat/old-node.test.ts'] },
];

/** Longest time of an installation and of the tests of one runtime, ms. They take a few minutes at most. */
const PATIENCE = { install: 300_000, tests: 900_000 };

const path = (folder: string) => join(root, 'test/compat', folder);

function main(): void {
  for (const folder of new Set(RUNS.flatMap(({ folders }) => folders))) {
    // --engine-strict=false: the machine's npm may run on another Node than the one that is installed here.
    const install = ['ci', '--no-audit', '--no-fund', '--engine-strict=false'];
    execFileSync('npm', install, { cwd: path(folder), stdio: 'inherit', timeout: PATIENCE.install });
  }
  const totals = RUNS.map(play);
  const sum = (of: 'passed' | 'failed') => totals.reduce((total, run) => total + run[of], 0);
  process.stdout.write(`${sum('passed')} passed, ${sum('failed')} failed\n`);
  if (sum('failed') > 0) process.exitCode = 1;
}

function play({ folders, node, nodeRed, specs }: CompatRun): { passed: number; failed: number } {
  process.stdout.write(`\nNode-RED ${nodeRed}x on Node ${node}x\n`);
  const folder = mkdtempSync(join(tmpdir(), 'procore-compat-'));
  const totals = join(folder, 'totals.txt');
  const files = ['test/compat/runtime.test.ts', ...specs].flatMap((spec) => ['--spec', spec]);
  const { status } = spawnSync('mocha', ['--config', 'test/compat/.mocharc.json', ...files], {
    cwd: root,
    stdio: 'inherit',
    timeout: PATIENCE.tests,
    env: {
      ...process.env,
      PROCORE_TEST_RUNTIME: folders.map(path).join(delimiter),
      PROCORE_TEST_VERSIONS: `${node} ${nodeRed}`,
      PROCORE_TEST_TOTALS: totals,
    },
  });
  try {
    const [, passed, failed] = /^(\d+) passed, (\d+) failed$/.exec(readFileSync(totals, 'utf8')) ?? [];
    // A run with a bad exit code has failed, whatever it counted.
    return { passed: Number(passed), failed: Math.max(Number(failed), status === 0 ? 0 : 1) };
  } catch {
    return { passed: 0, failed: 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main();
