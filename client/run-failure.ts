import { ApplicationFailure, CancelledFailure, WorkflowFailedError, WorkflowUpdateFailedError } from '@temporalio/client';
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

/** What an order was refused with, by the workflow or by an activity that it had to wait for. */
export function orderFailure(error: unknown): unknown {
  if (!(error instanceof WorkflowUpdateFailedError)) return error;
  const failure = innermost(error);
  const isTold = failure instanceof ApplicationFailure && isErrorCode(failure.type);
  return isTold ? new LeatError(failure.type, failure.message, { cause: error }) : error;
}

function innermost(error: Error): Error {
  return error.cause instanceof Error ? innermost(error.cause) : error;
}

function isErrorCode(type: string | null | undefined): type is ErrorCode {
  return typeof type === 'string' && Object.hasOwn(errorCodes, type);
}
