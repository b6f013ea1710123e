import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { NodeAPI } from 'node-red';
import type { SignInPlace } from '../../../src/index.js';
import { stateFolder } from './state-door.js';

/**
 * The place where the sign-in of a connection is stored, since Node-RED itself writes credentials only on Deploy.
 * Undefined if there is no user directory, or the connection was never deployed. Versions before 0.2 stored it in
 * `<userDir>/procore/<connection id>.json`.
 */
export function signInPlace(RED: NodeAPI, id: string | undefined): SignInPlace | undefined {
  const folder = stateFolder(RED);
  return folder && id ? { id, earlierFile: join(folder, `${fileName(id)}.json`) } : undefined;
}

/** An id comes from a flow file, which may be from anybody: the name must not lead to another folder. */
function fileName(id: string): string {
  return /^[\w-][\w.-]{0,63}$/.test(id) ? id : createHash('sha256').update(id).digest('hex');
}
