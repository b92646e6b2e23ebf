import { createCipheriv, createDecipheriv, createHash, randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { LeatError } from '../core/errors.js';

/** Where the key is: 32 bytes as base64, of the environment, or else of a file that is made when it is first needed. */
export interface SealingSource {
  readonly key?: string | undefined;
  readonly file: string;
}

const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Seals what has to be kept in a database and yet is no hash, such as secrets that sign: AES-256-GCM, bound to whom it
 * belongs to, so that nobody can put it in the place of another's.
 *
 * A sealed text is `sealed:KEY:…`: which key it was, told by the begin of its digest, and base64 of initial vector, tag and content.
 */
export class SecretBox {
  readonly #source: SealingSource;
  #key: Promise<Buffer> | undefined;

  constructor(source: SealingSource) {
    this.#source = source;
  }

  async seal(secret: string, owner: string): Promise<string> {
    const key = await (this.#key ??= keyOf(this.#source, { make: true }));
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(owner));
    const content = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    return `sealed:${nameOf(key)}:${Buffer.concat([iv, cipher.getAuthTag(), content]).toString('base64')}`;
  }

  /** @throws LeatError `SEALED_OTHERWISE` for what was sealed by another key, for another owner, or is not sealed. */
  async open(sealed: string, owner: string): Promise<string> {
    // Not kept: who makes the key may do so later.
    const key = await keyOf(this.#source, { make: false }).catch(() => undefined);
    const [, by, text = ''] = /^sealed:([\da-f]+):(.+)$/.exec(sealed) ?? [];
    if (key === undefined || by !== nameOf(key)) throw otherwise(owner, by, key);
    const bytes = Buffer.from(text, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES)).setAAD(Buffer.from(owner));
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    try {
      return decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
    } catch {
      throw otherwise(owner, by, key);
    }
  }
}

async function keyOf({ key, file }: SealingSource, { make }: { make: boolean }): Promise<Buffer> {
  if (key !== undefined) return Buffer.from(key, 'base64');
  if (make) await makeKey(file);
  return Buffer.from((await readFile(file, 'utf8')).trim(), 'base64');
}

/** Of several processes that make one at once, one does: the file is there whole, or not at all. */
async function makeKey(file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const own = `${file}.${randomUUID()}`;
  await writeFile(own, `${randomBytes(KEY_BYTES).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
  try {
    await link(own, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    await rm(own, { force: true });
  }
}

/** Not the key itself, and no way back to it. */
function nameOf(key: Buffer): string {
  return createHash('sha256').update('leat sealing key').update(key).digest('hex').slice(0, 8);
}

function otherwise(owner: string, by: string | undefined, key: Buffer | undefined): LeatError {
  const received = by === undefined ? 'a secret that is not sealed' : `one sealed by key ${by}`;
  const expected = key === undefined ? 'a key, of which there is none here' : `key ${nameOf(key)}`;
  const mend = 'set LEAT_SEALING_KEY alike for servers and workers, or give it a new secret';
  return new LeatError('SEALED_OTHERWISE', `${owner}: expected a secret sealed by ${expected}, got ${received}; ${mend}`, {
    details: { owner },
  });
}
