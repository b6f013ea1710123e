/**
 * `npm run test:compat` tests the package in the other runtimes that it supports (this checkout has Node-RED 5 on Node
 * 24), and in one that is too old. Ends with `N passed, N failed` over all of them.
 */
import { execFileSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { closeWith, type Lane, runLanes } from './test/lane.js';

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

async function main(): Promise<void> {
  for (const folder of new Set(RUNS.flatMap(({ folders }) => folders))) {
    // --engine-strict=false: the machine's npm may run on another Node than the one that is installed here.
    const install = ['ci', '--no-audit', '--no-fund', '--engine-strict=false'];
    execFileSync('npm', install, { cwd: path(folder), stdio: 'inherit', timeout: PATIENCE.install });
  }
  closeWith(await runLanes(root, RUNS.map(laneOf)));
}

function laneOf({ folders, node, nodeRed, specs }: CompatRun): Lane {
  return {
    title: `Node-RED ${nodeRed}x on Node ${node}x`,
    specs: ['test/compat/runtime.test.ts', ...specs],
    args: ['--config', 'test/compat/.mocharc.json'],
    timeout: PATIENCE.tests,
    env: {
      PROCORE_TEST_RUNTIME: folders.map(path).join(delimiter),
      PROCORE_TEST_VERSIONS: `${node} ${nodeRed}`,
    },
  };
}

main();
