import type { ErrorCode } from '../core/error-codes.js';
import { LeatError, messageOf } from '../core/errors.js';

const CODES: Readonly<Record<string, ErrorCode>> = {
  ENOSPC: 'STORAGE_FULL',
  EDQUOT: 'STORAGE_FULL',
  EROFS: 'STORAGE_READ_ONLY',
  EACCES: 'STORAGE_READ_ONLY',
  EPERM: 'STORAGE_READ_ONLY',
};

/** What the file system refused, as one of the codes `STORAGE_*`. */
export function storageError(error: unknown, place: string): LeatError {
  const systemCode = systemCodeOf(error) ?? 'unknown';
  return new LeatError(CODES[systemCode] ?? 'STORAGE_FAILED', `${place}: ${messageOf(error)}`, {
    cause: error,
    details: { place, systemCode },
  });
}

/** Such as "ENOENT", for errors of the operating system. */
export function systemCodeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
