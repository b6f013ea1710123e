import { chmod, mkdir, stat } from 'node:fs/promises';

const OWNER_ONLY = 0o700;
const OTHERS = 0o077;

/**
 * Makes a folder that only its owner may look into, also where it is there already: it may have been made by an older
 * version, by hand, or by a restored backup.
 */
export async function ownFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: OWNER_ONLY });
  try {
    const { mode } = await stat(path);
    if ((mode & OTHERS) !== 0) await chmod(path, OWNER_ONLY);
  } catch {
    // Another's folder, or a file system without modes: what lies in it is encrypted, and has a mode of its own.
  }
}
