import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { NodeAPI } from 'node-red';
import type { SignInPlace } from '../../src/index.js';

/**
 * Where the sign-in of a connection is kept: `<userDir>/procore/<connection id>.json`, since Node-RED itself writes
 * credentials only on Deploy. Undefined where there is no user directory, or the connection was never deployed.
 */
export function signInPlace(RED: NodeAPI, id: string | undefined): SignInPlace | undefined {
  const { userDir } = RED.settings as { userDir?: string };
  return userDir && id ? { path: join(userDir, 'procore', `${fileName(id)}.json`), id } : undefined;
}

/** An id comes out of a flow file, which may be anybody's: it must not lead anywhere else. */
function fileName(id: string): string {
  return /^[\w-][\w.-]{0,63}$/.test(id) ? id : createHash('sha256').update(id).digest('hex');
}
