import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { open } from '../../src/state/seal.js';

/** The sign-ins in the state files of a folder, sealed, by the id of their connection. */
function sealedIn(folder: string): Map<string, string> {
  const names = readdirSync(folder, { withFileTypes: true }).map(({ name }) => name);
  const rows = names
    .filter((name) => name.endsWith('.db'))
    .flatMap((name) => {
      const db = new DatabaseSync(join(folder, name));
      try {
        return db
          .prepare("SELECT key, value FROM entries WHERE key GLOB 'sign-in:*' AND key NOT GLOB '*:lease'")
          .all();
      } finally {
        db.close();
      }
    });
  return new Map(rows.map(({ key, value }) => [String(key).replace('sign-in:', ''), String(value)]));
}

/** The ids of connections that somebody is signed in to, as the state files of a user directory tell. */
export function signInsIn(userDir: string): string[] {
  if (!readdirSync(userDir).includes('procore')) return [];
  return [...sealedIn(join(userDir, 'procore')).keys()].sort();
}

/** The tokens of a sign-in, which the client secret opens. */
export function tokensIn(
  userDir: string,
  id: string,
  { secret, loginUrl, clientId }: { secret: string; loginUrl: string; clientId: string },
): string[] {
  const sealed = sealedIn(join(userDir, 'procore')).get(id) ?? '';
  const key = JSON.stringify([secret, new URL(loginUrl).origin, clientId]);
  const { token } = JSON.parse(open(JSON.parse(sealed), key, `sign-in:${id}`)) as {
    token: { accessToken: string; refreshToken: string };
  };
  return [token.accessToken, token.refreshToken];
}

/** Damages a sign-in in the state files of a user directory. */
export function damageSignIn(userDir: string, id: string): void {
  const folder = join(userDir, 'procore');
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.db'))) {
    const db = new DatabaseSync(join(folder, name));
    db.prepare('UPDATE entries SET value = substr(value, 1, 50) WHERE key = ?').run(`sign-in:${id}`);
    db.close();
  }
}
