/**
 * A process that uses a kept sign-in: `user-process.ts SETTINGS TIMES [KILLED_AT]`, settings as JSON. Once a line comes in,
 * it gets a token and declares it refused, so many times, and tells what it got.
 *
 * With KILLED_AT it kills itself in place of the renaming of so many files: when all is written and nothing is kept.
 */
import { once } from 'node:events';
import {
  Client,
  type ConnectionSettings,
  parseConnection,
  type SignInPlace,
  systemRuntime,
} from '../../src/index.js';

interface Given {
  readonly settings: ConnectionSettings;
  readonly place: SignInPlace;
}

async function main([given = '', times = '1', killedAt = '']: string[]): Promise<void> {
  const { settings, place } = JSON.parse(given) as Given;
  if (killedAt) killAt(Number(killedAt));
  const client = new Client(parseConnection(settings), systemRuntime(), { signInPlace: place });
  const user = client.user;
  if (!user) throw new Error('no user');
  process.stdout.write('ready\n');
  await once(process.stdin, 'data');
  const told: string[] = [];
  for (let time = 0; time < Number(times); time++) {
    try {
      await user.tokens.discard(await user.tokens.get());
      told.push((await user.tokens.get()).accessToken);
    } catch (thrown) {
      told.push(String((thrown as { code?: string }).code));
      break;
    }
  }
  await client.close();
  process.stdout.write(`${JSON.stringify(told)}\n`, () => process.exit(0));
}

/** Replaces `rename` where the compiled code looks it up. */
function killAt(time: number): void {
  const fs = require('node:fs/promises') as { rename: (...paths: string[]) => Promise<void> };
  const { rename } = fs;
  let count = 0;
  fs.rename = (...paths) => {
    if (++count === time) process.kill(process.pid, 'SIGKILL');
    return rename(...paths);
  };
}

void main(process.argv.slice(2));
