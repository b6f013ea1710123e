import { chmod, mkdir, stat } from 'node:fs/promises';

const OWNER_ONLY = 0o700;
const OTHERS = 0o077;

/**
 * Makes a folder that only its owner can read. If the folder exists, its mode is corrected: an older version, a person
 * or a restored backup may have made it.
 */
export async function ownFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: OWNER_ONLY });
  try {
    const { mode } = await stat(path);
    if ((mode & OTHERS) !== 0) await chmod(path, OWNER_ONLY);
  } catch {
    // The folder belongs to another user, or the file system has no modes. The files in it are encrypted and have their
    // own mode.
  }
}
