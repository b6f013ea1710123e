import { spawn } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How many tests passed and failed. */
export interface Totals {
  readonly passed: number;
  readonly failed: number;
}

/** One process of mocha. */
export interface Lane {
  /** Patterns of its test files. Each must match one: mocha itself passes over a pattern that matches none. */
  readonly specs: readonly string[];
  /** Further arguments. */
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** A line that is shown before its output. */
  readonly title?: string;
  /** Longest time, ms. @default no limit */
  readonly timeout?: number;
}

/**
 * Runs several processes of mocha at once, so that one works while another waits for a program that it started. The
 * first is shown as it goes; the output of each other one follows as a whole.
 */
export async function runLanes(root: string, lanes: readonly Lane[]): Promise<Totals> {
  const running = lanes.map((lane, index) => run(root, lane, index === 0));
  let sum: Totals = { passed: 0, failed: 0 };
  for (const each of running) {
    const { output, passed, failed } = await each;
    process.stdout.write(output);
    sum = { passed: sum.passed + passed, failed: sum.failed + failed };
  }
  return sum;
}

/** The line that scripts read, as the last one; a failure ends the process with 1. */
export function closeWith({ passed, failed }: Totals): void {
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  if (failed > 0) process.exitCode = 1;
}

function filesOf(root: string, specs: readonly string[]): string[] {
  return specs.flatMap((spec) => {
    const files = globSync(spec, { cwd: root });
    if (files.length === 0) throw new Error(`No test is ${spec}.`);
    return files.sort();
  });
}

async function run(
  root: string,
  { specs, args, env, title, timeout }: Lane,
  isShown: boolean,
): Promise<Totals & { readonly output: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'procore-tests-'));
  const totals = join(folder, 'totals.txt');
  const head = title === undefined ? '' : `\n${title}\n`;
  if (isShown) process.stdout.write(head);
  const child = spawn('mocha', [...args, ...filesOf(root, specs).flatMap((file) => ['--spec', file])], {
    cwd: root,
    stdio: isShown ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    timeout,
    env: { ...process.env, ...env, PROCORE_TEST_TOTALS: totals },
  });
  let output = isShown ? '' : head;
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => resolve(status ?? 1));
  });
  try {
    const counted = /^(\d+) passed, (\d+) failed$/.exec(readFileSync(totals, 'utf8'));
    // A process that could not count to its end has failed, and so has one with a bad exit code, whatever it counted.
    if (!counted) return { output, passed: 0, failed: 1 };
    return { output, passed: Number(counted[1]), failed: Math.max(Number(counted[2]), code === 0 ? 0 : 1) };
  } catch {
    return { output, passed: 0, failed: 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
