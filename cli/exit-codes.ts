import type { ErrorCode } from '../core/error-codes.js';
import { isLeatError } from '../core/errors.js';

export const EXIT = { done: 0, failed: 1, usage: 2, unreachable: 3, interrupted: 130 } as const;

const usage: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'USAGE_INVALID',
  'CONFIG_INVALID',
  'PARAMETER_INVALID',
  'PIPELINE_UNKNOWN',
  'STAGE_UNKNOWN',
  'RUN_UNKNOWN',
  'RUN_AMBIGUOUS',
  'ARTIFACT_UNKNOWN',
  'ARTIFACT_AMBIGUOUS',
  'MODEL_UNKNOWN',
  'MODEL_VERSION_UNKNOWN',
  'MODEL_REFERENCE_INVALID',
  'STORE_UNSUPPORTED',
  'SCHEDULE_INVALID',
  'SCHEDULE_UNKNOWN',
  'SCHEDULE_EXISTS',
  'BACKFILL_INVALID',
  'ALERT_CHANNEL_MISSING',
  'ALERT_CHANNEL_UNKNOWN',
  'FOLDER_NOT_EMPTY',
  'KEY_UNKNOWN',
  'SERVER_UNPROTECTED',
]);

const unreachable: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'TEMPORAL_UNREACHABLE',
  'TEMPORAL_NOT_FOUND',
  'TEMPORAL_START_FAILED',
  'WORKER_MISSING',
  'METADATA_UNREACHABLE',
]);

/** What the process ends with after an error. */
export function exitCodeOf(error: unknown): number {
  if (!isLeatError(error)) return EXIT.failed;
  if (usage.has(error.code)) return EXIT.usage;
  return unreachable.has(error.code) ? EXIT.unreachable : EXIT.failed;
}
