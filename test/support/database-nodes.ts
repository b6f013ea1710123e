import { cpSync } from 'node:fs';
import { join } from 'node:path';

/** Adds the database nodes that examples use to a user directory, after everything that npm installs there. */
export function addDatabaseNodes(userDir: string): string {
  cpSync(join(__dirname, 'database-nodes'), join(userDir, 'node_modules'), { recursive: true });
  return userDir;
}
