import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '..');

/** The folders that a checkout needs to be built, tested and packed. */
const PARTS = ['src', 'nodes', 'examples', 'scripts', 'testing', 'test'];
const FILES = ['.gitignore', 'biome.json', 'package.json', 'CHANGELOG.md'];
const PROJECTS = ['tsconfig.json', 'tsconfig.build.json', 'tsconfig.editor.json'];

/**
 * A copy of this checkout that a test may change. It uses this checkout's installed packages, and is deleted when the
 * process ends.
 */
export function copyOfCheckout(): string {
  const folder = mkdtempSync(join(tmpdir(), 'procore-checkout-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  // The installed packages of test/compat are hundreds of megabytes.
  const filter = (path: string) => !path.includes('node_modules');
  for (const part of [...PARTS, ...FILES, ...PROJECTS]) {
    cpSync(join(root, part), join(folder, part), { recursive: true, filter });
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}
