import { ApplicationFailure, CancelledFailure, WorkflowFailedError } from '@temporalio/client';
import { errorCodes, type ErrorCode } from '../core/error-codes.js';
import { LeatError, messageOf } from '../core/errors.js';

/** What a failed run's workflow says, as the error that its worker threw: Temporal wraps it once for every layer. */
export function runFailure(error: unknown): unknown {
  if (!(error instanceof WorkflowFailedError)) return error;
  const failure = innermost(error);
  if (failure instanceof CancelledFailure) return new LeatError('CANCELLED', 'the run was cancelled', { cause: error });
  const code = failure instanceof ApplicationFailure && isErrorCode(failure.type) ? failure.type : 'RUN_FAILED';
  return new LeatError(code, messageOf(failure), { cause: error });
}

function innermost(error: Error): Error {
  return error.cause instanceof Error ? innermost(error.cause) : error;
}

function isErrorCode(type: string | null | undefined): type is ErrorCode {
  return typeof type === 'string' && Object.hasOwn(errorCodes, type);
}
