import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..');

/**
 * Packs this package and installs the tarball into a Node-RED user directory inside the checkout, as the palette
 * manager would. Other packages that are installed there stay.
 *
 * It is saved in the directory's package.json, as the palette manager does: npm removes everything that is not in there
 * as soon as another palette is installed.
 * @returns the user directory
 */
export function installPackage(userDir = join(root, '.node-red'), checkout = root): string {
  mkdirSync(userDir, { recursive: true });
  const manifest = join(userDir, 'package.json');
  if (!existsSync(manifest)) {
    writeFileSync(
      manifest,
      JSON.stringify({ name: 'node-red-project', version: '0.0.1', private: true }, undefined, 2),
    );
  }
  npm(['install', '--save', '--prefer-offline', pack(userDir, checkout)], userDir);
  return userDir;
}

/** @returns the path of the tarball that would be published */
export function pack(folder: string, checkout = root): string {
  mkdirSync(folder, { recursive: true });
  const [packed] = JSON.parse(
    npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder], checkout),
  );
  return join(folder, packed.filename);
}

/** Runs npm. @returns what it prints */
export function npm(args: string[], cwd: string): string {
  return execFileSync('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    shell: process.platform === 'win32',
  });
}
