import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { ProcoreError } from '../errors.js';
import { MAX_BYTES, tooLarge } from './body-limit.js';
import { notOurs, type WholeBody } from './body-room.js';

const inflate = promisify(gunzip);

/**
 * A body as it was before it was packed for the way; the same where it was not. Packed bytes are released.
 * @param encoding as its header tells
 * @param host where it came from, for what errors say
 * @throws ProcoreError PROCORE_TOO_LARGE; PROCORE_BAD_RESPONSE where it is damaged, or packed in a way that was not asked for
 */
export async function unpacked(whole: WholeBody, encoding: string, host: string): Promise<WholeBody> {
  const coding = encoding.trim().toLowerCase();
  if (whole.bytes.length === 0 || coding === 'identity') return whole;
  if (coding !== 'gzip' && coding !== 'x-gzip') {
    throw damaged(`${host} answered in a coding that was not asked for (${coding}).`);
  }
  try {
    return notOurs(await inflate(whole.bytes, { maxOutputLength: MAX_BYTES }));
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
    throw code === 'ERR_BUFFER_TOO_LARGE'
      ? tooLarge(host)
      : damaged(`The compressed answer of ${host} is damaged.`);
  } finally {
    whole.release();
  }
}

function damaged(cause: string): ProcoreError {
  return new ProcoreError({
    code: 'PROCORE_BAD_RESPONSE',
    transient: true,
    cause,
    fix: 'Try again; if it stays, a proxy in between may be changing answers.',
    who: 'try again later',
  });
}
