import { QueryNotRegisteredError } from '@temporalio/client';
import { LeatError } from '../core/errors.js';
import type { RunAddress } from './run-address.js';
import type { TemporalLink } from './temporal-link.js';

// gRPC's number for a question that the state of a run does not allow.
const FAILED_PRECONDITION = 9;
/** Events that are looked through, newest first: a failed try is among the last. */
const EVENTS = 10;

/** Whether a worker was there, and failed at the run's workflow. */
export function isStuck(error: unknown): boolean {
  if (error instanceof QueryNotRegisteredError) return true; // so is told what a worker could not replay
  if (!(error instanceof Error)) return false;
  return ('code' in error && error.code === FAILED_PRECONDITION) || isStuck(error.cause);
}

/** Why no worker gets on with a run, in its own words; null when none has tried. */
export async function stuckRun({ runId, workflowId }: RunAddress, temporal: TemporalLink): Promise<LeatError | null> {
  const { history } = await temporal.call(({ workflowService, options: { namespace } }) =>
    workflowService.getWorkflowExecutionHistoryReverse({ namespace, execution: { workflowId, runId }, maximumPageSize: EVENTS }),
  );
  const failed = history?.events?.find((event) => event.workflowTaskFailedEventAttributes)?.workflowTaskFailedEventAttributes;
  const reason = failed?.failure?.message;
  if (typeof reason !== 'string') return null;
  const isUnmarkable = reason.startsWith('BadSearchAttributes');
  const message = `run ${runId}: a worker takes it and cannot go on: ${reason}; it is tried again until one can`;
  return new LeatError(isUnmarkable ? 'SEARCH_ATTRIBUTES_MISSING' : 'RUN_STUCK', message, { details: { runId } });
}
