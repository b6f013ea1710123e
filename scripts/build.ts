/**
 * Builds dist/: checks all types, compiles src and nodes to CommonJS, and writes what Node-RED loads for each node:
 * X.js, X.html (editor code, dialog, help), locales/<lang>/X.json and icons/. The table of operations is included.
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
  // Tells a waiting person what is going on. It goes to stderr, since other programs read what npm pack prints on
  // stdout.
  process.stderr.write('Building ...\n');
  checkVersions();
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  for (const project of ['tsconfig.json', 'tsconfig.editor.json', 'tsconfig.build.json']) typescript(project);
  await layOutPackage({ root, dist: join(root, 'dist'), forDebugging: false });
}

/** @throws Error if src/version.ts and package.json differ */
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
  // The compiler has already printed its errors; any other error is printed here.
  if (!(error instanceof Error && 'status' in error)) process.stderr.write(`${error}\n`);
  process.exitCode = 1;
});
