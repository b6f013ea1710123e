import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
/** 96 bits, as NIST SP 800-38D requires for random nonces. The random salt also makes each key a new one. */
const NONCE_BYTES = 12;
const SALT_BYTES = 32;
const TAG_BYTES = 16;

/** An encrypted text as it is stored: base64 in JSON. */
export interface Sealed {
  readonly version: 1;
  readonly salt: string;
  readonly nonce: string;
  readonly tag: string;
  readonly data: string;
}

/**
 * Encrypts a text with AES-256-GCM.
 * @param secret the key is derived from it (HKDF-SHA256, with a random salt that is stored beside the data)
 * @param purpose what the text is for; {@link open} accepts it for no other purpose
 */
export function seal(text: string, secret: string, purpose: string): Sealed {
  const salt = randomBytes(SALT_BYTES);
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, keyFrom(secret, salt, purpose), nonce);
  cipher.setAAD(Buffer.from(purpose));
  const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return {
    version: 1,
    salt: salt.toString('base64'),
    nonce: nonce.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
    data: data.toString('base64'),
  };
}

/** @throws Error if it is damaged, or was sealed with another secret, for another purpose, or by a newer version */
export function open(sealed: Sealed, secret: string, purpose: string): string {
  if (sealed.version !== 1) throw new Error('Sealed by a newer version.');
  const key = keyFrom(secret, Buffer.from(sealed.salt, 'base64'), purpose);
  // With authTagLength, Node.js rejects shorter tags: each byte less would make forging 256 times as easy.
  const decipher = createDecipheriv(CIPHER, key, Buffer.from(sealed.nonce, 'base64'), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(Buffer.from(purpose));
  decipher.setAuthTag(Buffer.from(sealed.tag, 'base64'));
  const data = Buffer.from(sealed.data, 'base64');
  return Buffer.concat([decipher.update(data), decipher.final()]).toString('utf8');
}

function keyFrom(secret: string, salt: Buffer, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, salt, purpose, KEY_BYTES));
}
