import { createHash, randomBytes } from 'node:crypto';

const SECRET_BYTES = 32;

/** Without letters that look alike; of the 256 values of a byte, each letter stands for eight. */
const ID_LETTERS = '0123456789abcdefghjkmnpqrstvwxyz';
const ID_LENGTH = 8;

const FORM = /^leat_([0-9a-z]{8})_[\w-]{43}$/;

/** A new key: `leat_`, its public id, and 256 random bits. */
export function generateApiKey(): { readonly id: string; readonly key: string } {
  const id = Array.from(randomBytes(ID_LENGTH), (byte) => ID_LETTERS[byte % ID_LETTERS.length]).join('');
  return { id, key: `leat_${id}_${randomBytes(SECRET_BYTES).toString('base64url')}` };
}

/** The public id in a key; null for a text that is none. */
export function idOfApiKey(key: string): string | null {
  return FORM.exec(key)?.[1] ?? null;
}

/**
 * What is stored of a key, in hexadecimal digits. A slow hash is for passwords, which can be guessed; 256 random bits
 * cannot.
 */
export function hashApiKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
