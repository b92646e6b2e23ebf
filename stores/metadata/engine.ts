import type { Dialect } from 'kysely';
import type { ErrorCode } from '../../core/error-codes.js';

/** A database that metadata can be kept in: all that differs between one and another. */
export interface Engine {
  /** For messages: never with a password. */
  readonly address: string;
  readonly dialect: Dialect;
  /** What an error of its driver means. */
  errorCode(error: unknown): ErrorCode;
  /** Statements around a transaction that must survive a power loss, where the engine's default does not promise it. */
  readonly durably?: { readonly before: string; readonly after: string };
}
