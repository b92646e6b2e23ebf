import { createHash } from 'node:crypto';
import { LeatError } from '../../core/errors.js';
import type { Digest } from './artifact-store.js';

export function digestOf(content: Uint8Array): Digest {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

export function isDigest(text: string): text is Digest {
  return /^sha256:[0-9a-f]{64}$/.test(text);
}

/** @throws LeatError `DIGEST_INVALID` */
export function requireDigest(text: string): Digest {
  if (isDigest(text)) return text;
  throw new LeatError('DIGEST_INVALID', `expected "sha256:" and 64 hexadecimal digits, got "${text.slice(0, 80)}"`);
}

/** @throws LeatError `ARTIFACT_CORRUPT` when the bytes do not have the digest. */
export function requireContent(digest: Digest, content: Uint8Array): Uint8Array {
  const received = digestOf(content);
  if (received === digest) return content;
  throw new LeatError('ARTIFACT_CORRUPT', `artifact: expected bytes of ${digest}, got ${String(content.length)} bytes of ${received}`, {
    details: { expected: digest, received, sizeBytes: content.length },
  });
}

export function artifactMissing(digest: Digest, place: string): LeatError {
  return new LeatError('ARTIFACT_MISSING', `artifact: expected ${digest} in ${place}, found nothing`, { details: { digest, place } });
}
