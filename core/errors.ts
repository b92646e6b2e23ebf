import { errorCodes, type ErrorCode } from './error-codes.js';

/** Where and what: kept small, since it travels through workflow history. Never row data beyond one value. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

export interface LeatErrorOptions {
  readonly details?: ErrorDetails;
  readonly cause?: unknown;
}

/**
 * The one error that Leat throws on purpose: a stable code, a sentence that says where, what was
 * expected and what came, and whether a retry can help (looked up by code in error-codes.ts).
 */
export class LeatError extends Error {
  override readonly name = 'LeatError';
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, options: LeatErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
  }

  /** Whether trying again can help. */
  get retryable(): boolean {
    return errorCodes[this.code].retryable;
  }
}

/** By shape, not by class: a user's bundle and a compute thread may load their own copy of this module. */
export function isLeatError(error: unknown): error is LeatError {
  return error instanceof Error && error.name === 'LeatError' && 'code' in error && String(error.code) in errorCodes;
}

/** The text of anything thrown, for logs and for wrapping. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
