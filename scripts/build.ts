/**
 * Builds dist/: type checks everything, compiles src and nodes to CommonJS, and lays out for each node what Node-RED
 * loads: X.js, X.html (editor code, dialog, help), locales/<lang>/X.json and icons/. The table of operations goes along.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { layOutPackage } from './build/node-layout.js';

const root = join(__dirname, '..');
const { version, engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

function typescript(project: string): void {
  execFileSync('tsc', ['-p', project], { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
}

async function build(): Promise<void> {
  // Whoever waits for it knows what for; on stderr, since others read what npm pack says on stdout.
  process.stderr.write('Building ...\n');
  checkVersions();
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  for (const project of ['tsconfig.json', 'tsconfig.editor.json', 'tsconfig.build.json']) typescript(project);
  await layOutPackage({ root, dist: join(root, 'dist'), forDebugging: false });
}

/** @throws Error where src/version.ts and package.json differ */
function checkVersions(): void {
  const source = readFileSync(join(root, 'src/version.ts'), 'utf8');
  for (const [name, expected] of [
    ['VERSION', version],
    ['OLDEST_NODE', engines.node.replace('>=', '')],
  ]) {
    const stated = new RegExp(`\\b${name} = '(.*)'`).exec(source)?.[1];
    if (stated !== expected)
      throw new Error(`src/version.ts says ${name} ${stated}, package.json ${expected}.`);
  }
}

build().catch((error: unknown) => {
  // The compiler has said what is wrong already; anything else is said here.
  if (!(error instanceof Error && 'status' in error)) process.stderr.write(`${error}\n`);
  process.exitCode = 1;
});
