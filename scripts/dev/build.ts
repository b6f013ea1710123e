import { cpSync, globSync, rmSync, symlinkSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { layOutPackage } from '../build/node-layout.js';

/** Files that are compiled separately, for the editor. */
const EDITOR = /(^|\/)editor(\.ts$|\/)/;

/** The folders of a development run: a package separate from the one in dist/, and a user directory that loads it. */
export interface DevFolders {
  readonly packageDir: string;
  readonly userDir: string;
}

/** Creates the folders. Flows that were built in the user directory's editor before are kept. */
export async function prepareFolders(root: string): Promise<DevFolders> {
  const folders = { packageDir: join(root, '.dev/package'), userDir: join(root, '.dev/user') };
  const scope = join(folders.userDir, 'node_modules/@joistflow');
  await mkdir(folders.packageDir, { recursive: true });
  await mkdir(scope, { recursive: true });
  const link = join(scope, 'node-red-procore');
  rmSync(link, { recursive: true, force: true });
  symlinkSync(folders.packageDir, link, 'junction');
  return folders;
}

/**
 * Compiles everything with source maps, file by file and without a type check: that takes a second.
 * @throws Error from esbuild, whose message says what is wrong
 */
export async function buildForDevelopment(root: string, { packageDir }: DevFolders): Promise<void> {
  const dist = join(packageDir, 'dist');
  const sources = globSync('{src,nodes}/**/*.ts', { cwd: root }).filter(
    (file) => !file.endsWith('.d.ts') && !EDITOR.test(file.replaceAll('\\', '/')),
  );
  await build({
    absWorkingDir: root,
    entryPoints: sources,
    outdir: dist,
    outbase: root,
    format: 'cjs',
    platform: 'node',
    target: 'node22',
    sourcemap: 'linked',
    logLevel: 'silent',
  });
  await layOutPackage({ root, dist, forDebugging: true });
  cpSync(join(root, 'package.json'), join(packageDir, 'package.json'));
  cpSync(join(root, 'examples'), join(packageDir, 'examples'), { recursive: true });
}
