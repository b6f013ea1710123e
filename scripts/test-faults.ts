/**
 * `npm run test:faults -- --json FILE` plays every row of test/faults through a real node, then a soak of 20,000
 * messages with random faults (`--quick`: 2,000). Exits 1 if a bar is missed. All figures come from this run.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Finding } from '../test/faults/row.js';
import { soak, soakBars } from '../test/faults/soak/figures.js';
import { type Bar, reportBars } from '../testing/bars.js';

/** A row as test/faults/rows.ts wrote it; `faults` lists what was wrong. */
type Row = Finding & { readonly family: string; readonly faults: readonly string[] };

/** Least numbers of rows and redeployments: with fewer, something was not run. */
const LEAST_ROWS = 85;
const REDEPLOYMENTS = 11;

const SEED = 20_260_302;

/** s after which a part counts as hanging. */
const PATIENCE = 600;

async function main(): Promise<void> {
  const { quick } = parseArgs({ options: { quick: { type: 'boolean' } }, strict: false }).values;
  const { rows, tests, seconds } = playRows();
  print(rows);
  process.stdout.write(`\n${rows.length} rows in ${seconds.toFixed(0)} s; the soak begins.\n`);
  const figures = await soak(quick ? 2_000 : 20_000, SEED, PATIENCE);
  process.stdout.write(`${JSON.stringify(figures, null, 1)}\n`);
  reportBars([...rowBars(rows, tests), ...soakBars(figures)], { tests, seconds, rows, soak: figures });
}

/** Runs test/faults with mocha, without its short soak. */
function playRows() {
  const folder = mkdtempSync(join(tmpdir(), 'faults-'));
  const findings = join(folder, 'findings.ndjson');
  const totals = join(folder, 'totals.txt');
  const started = performance.now();
  try {
    spawnSync(
      'mocha',
      ['--exit', '--ignore', 'test/faults/soak.test.ts', '--spec', 'test/faults/*.test.ts', ...CONFIG],
      {
        cwd: join(__dirname, '..'),
        stdio: 'inherit',
        timeout: PATIENCE * 1000,
        env: { ...process.env, PROCORE_FAULTS_FINDINGS: findings, PROCORE_TEST_TOTALS: totals },
      },
    );
    const [passed = 0, failed = 0] = (read(totals).match(/\d+/g) ?? []).map(Number);
    const rows = read(findings)
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Row);
    return { rows, tests: { passed, failed }, seconds: (performance.now() - started) / 1000 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The project's own mocha settings, except for the files that they name. */
const CONFIG = ['--no-config', '--node-option', 'import=tsx', '--reporter', './test/support/reporter.ts'];

const read = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8') : '');

function rowBars(rows: readonly Row[], { passed, failed }: { passed: number; failed: number }): Bar[] {
  const sum = (of: (row: Row) => number) => rows.reduce((total, row) => total + of(row), 0);
  const none = (name: string, value: number): Bar => ({
    name: `rows: ${name}`,
    value,
    unit: '',
    op: '==',
    bar: 0,
  });
  return [
    { name: 'rows: played', value: rows.length, unit: '', op: '>=', bar: LEAST_ROWS },
    {
      name: 'tests passed, redeployments included',
      value: passed,
      unit: '',
      op: '>=',
      bar: rows.length + REDEPLOYMENTS,
    },
    none('tests failed', failed),
    none(
      'not green',
      sum(({ faults }) => Number(faults.length > 0)),
    ),
    none(
      'over their deadline',
      sum(({ ms, within }) => Number(ms > within)),
    ),
    none(
      'requests before Reset or Retry-After',
      sum(({ early }) => early),
    ),
    none(
      'secrets or tokens leaked',
      sum(({ leaked }) => leaked),
    ),
    none(
      'messages whose done came not exactly once',
      sum(({ notOnce }) => notOnce),
    ),
    none(
      'sockets left',
      sum(({ sockets }) => sockets),
    ),
    none(
      'timers and other handles left',
      sum(({ handles }) => handles.length),
    ),
    none(
      'rejections, exceptions and warnings about listeners',
      sum(({ stray }) => stray.length),
    ),
    {
      name: 'rows: slowest close',
      value: Math.max(0, ...rows.map(({ closeMs }) => closeMs)),
      unit: 'ms',
      op: '<=',
      bar: 2_000,
    },
  ];
}

function print(rows: readonly Row[]): void {
  const line = (cells: readonly unknown[], widths = [54, 34, 34, 9, 7]) =>
    process.stdout.write(`${cells.map((cell, at) => String(cell).padEnd(widths[at] ?? 0)).join('')}\n`);
  line(['fault', 'expected', 'seen', 'requests', 'ms', 'ok']);
  for (const { method, fault, expected, outcomes, requests, ms, faults } of rows) {
    line([
      `${method} ${fault}`,
      expected,
      outcomes.join(', '),
      requests,
      ms,
      faults.length === 0 ? 'ok' : faults.join('; '),
    ]);
  }
}

main();
