import { STATUS_CODES } from 'node:http';
import { z } from 'zod';
import { errorCodes, type ErrorCode } from '../core/error-codes.js';
import { isLeatError, LeatError } from '../core/errors.js';

/** The one place where a code becomes a status; a code that is not here is the server's own fault. */
const statuses: Partial<Readonly<Record<ErrorCode, number>>> = {
  REQUEST_INVALID: 400,
  TENSOR_INVALID: 400,
  MODEL_REFERENCE_INVALID: 400,
  EXPLANATION_UNAVAILABLE: 400,
  MODEL_WITHOUT_COLUMNS: 400,
  SCHEMA_COLUMN_MISSING: 400,
  SCHEMA_COLUMN_UNKNOWN: 400,
  SCHEMA_TYPE_MISMATCH: 400,
  SCHEMA_INTEGER_TOO_LARGE: 400,
  PREDICT_COLUMN_MISSING: 400,
  PREDICT_COLUMN_UNKNOWN: 400,
  PREDICT_TYPE_MISMATCH: 400,
  PREDICT_NOT_FINITE: 400,
  PREDICT_CATEGORY_UNKNOWN: 400,
  DIGEST_INVALID: 400,
  PARAMETER_INVALID: 400,
  SCHEDULE_INVALID: 400,
  BACKFILL_INVALID: 400,
  PIPELINE_INVALID: 400,
  EVENT_INVALID: 400,
  WEBHOOK_INVALID: 400,
  ADDRESS_FORBIDDEN: 400,
  KEY_MISSING: 401,
  KEY_INVALID: 401,
  KEY_LIMITED: 403,
  ROLE_TOO_SMALL: 403,
  REQUEST_FOREIGN: 403,
  ROUTE_UNKNOWN: 404,
  MODEL_UNKNOWN: 404,
  MODEL_VERSION_UNKNOWN: 404,
  RELEASE_UNKNOWN: 404,
  RELEASE_POINTLESS: 409,
  RUN_UNKNOWN: 404,
  STAGE_UNKNOWN: 404,
  PIPELINE_UNKNOWN: 404,
  SCHEDULE_UNKNOWN: 404,
  EVENT_UNKNOWN: 404,
  WEBHOOK_UNKNOWN: 404,
  ARTIFACT_MISSING: 404,
  METHOD_NOT_ALLOWED: 405,
  RUN_OVER: 409,
  IDEMPOTENCY_KEY_REUSED: 409,
  SCHEDULE_EXISTS: 409,
  BACKFILL_RUNNING: 409,
  PIPELINE_DECLARED: 409,
  STAGE_NOT_WAITING: 409,
  REQUEST_TIMED_OUT: 408,
  BODY_TOO_LARGE: 413,
  PRECONDITION_FAILED: 412,
  URL_TOO_LONG: 414,
  CONTENT_TYPE_UNSUPPORTED: 415,
  RANGE_UNSATISFIABLE: 416,
  INFERENCE_OVERLOADED: 429,
  RATE_LIMITED: 429,
  HEADERS_TOO_LARGE: 431,
  CONTENT_ENCODING_INVALID: 400,
  INFERENCE_ABANDONED: 499,
  MODEL_NOT_READY: 503,
  SERVER_STOPPING: 503,
  TEMPORAL_UNREACHABLE: 503,
  WORKER_MISSING: 503,
  RUN_STUCK: 503,
  SEARCH_ATTRIBUTES_MISSING: 503,
  INFERENCE_TIMED_OUT: 504,
  METADATA_LOCKED: 503,
  METADATA_UNREACHABLE: 503,
};

/** Of a status that says "later", where the error does not know better. */
const RETRY_AFTER_SECONDS = 1;

export function statusOf(code: ErrorCode): number {
  return statuses[code] ?? 500;
}

/** What Fastify itself refuses, in our words. */
const codeOfFastify: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'CONTENT_TYPE_UNSUPPORTED',
  FST_ERR_CTP_BODY_TOO_LARGE: 'BODY_TOO_LARGE',
};

/** Any error as one with a code. One that is not meant for the caller keeps its text for the log, as the cause. */
export function toLeatError(error: unknown, requestId: string): LeatError {
  if (isLeatError(error)) return error;
  if (error instanceof Error && 'statusCode' in error && Number(error.statusCode) < 500) {
    const code = ('code' in error && codeOfFastify[String(error.code)]) || 'REQUEST_INVALID';
    const part = 'code' in error && error.code === 'FST_ERR_BAD_URL' ? 'path' : 'body';
    return new LeatError(code, `${part}: ${error.message}`, { cause: error });
  }
  return new LeatError('INTERNAL', `unforeseen; the server's log has it as request ${requestId}`, { cause: error });
}

/** An error as everything but the inference protocol sends it. @see RFC 9457 */
export const problem = z.object({
  type: z.string().describe('an identifier of the code'),
  title: z.string(),
  status: z.int(),
  detail: z.string().describe('where, what was expected and what was received'),
  code: z.string().describe('stable; listed in docs/errors.md'),
  help: z.string().describe('what the code means and how to mend it'),
  details: z.record(z.string(), z.unknown()),
});

/** An error as the inference protocol sends it. */
export const protocolError = z.object({ error: z.string() });

export function usesProtocolErrors(path: string): boolean {
  return path === '/v2' || path.startsWith('/v2/');
}

export interface ErrorReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: z.output<typeof problem> | z.output<typeof protocolError>;
}

export function toErrorReply({ code, message, details }: LeatError, path: string): ErrorReply {
  const status = statusOf(code);
  const hints = hintsFor(status, details);
  if (usesProtocolErrors(path)) return { status, headers: { ...hints, 'content-type': 'application/json' }, body: { error: message } };
  return {
    status,
    headers: { ...hints, 'content-type': 'application/problem+json' },
    body: {
      type: `urn:leat:error:${code}`,
      title: STATUS_CODES[status] ?? 'Error',
      status,
      detail: message,
      code,
      help: errorCodes[code].summary,
      details: { ...details },
    },
  };
}

function hintsFor(status: number, { retryAfterSeconds = RETRY_AFTER_SECONDS }: LeatError['details']): Record<string, string> {
  if (status === 429 || status === 503) return { 'retry-after': String(retryAfterSeconds) };
  return status === 401 ? { 'www-authenticate': 'Bearer realm="leat"' } : {};
}
