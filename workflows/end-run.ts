import { ApplicationFailure, CancellationScope, ParentClosePolicy, patched, startChild } from '@temporalio/workflow';
import type { EndRunRequest } from '../worker/engine-activities.js';
import { heldStages, type RunError, type RunState } from '../core/pipeline/run-state.js';
import { degradations, summarise } from '../core/pipeline/run-summary.js';
import { alert } from './alert.js';
import type { correctRun, CorrectRunRequest } from './correct-run.js';
import { endRun, holdRun, inOwnTask } from './engine-activities.js';
import type { RunPipelineResult } from './run-pipeline.js';
import { markRun } from './search-attributes.js';

export interface RunIdentity {
  readonly runId: string;
  readonly pipeline: string;
  /** Of the HTTP request that started it: the same word in all logs. */
  readonly requestId?: string;
  /** Of the caller whose trace the run goes on with. */
  readonly traceparent?: string;
}

/** Records and tells that the run waits for a word about its held stages; a cancellation meanwhile is taken after it. */
export async function announceHold(identity: RunIdentity, run: RunState): Promise<void> {
  const { runId, pipeline } = identity;
  markRun({ pipeline, state: 'held' });
  const held = heldStages(run);
  await CancellationScope.nonCancellable(() => holdRun({ runId, stages: held }));
  for (const stage of held) {
    const { code = 'STAGE_FAILED', message = '' } = run.stages.get(stage)?.error ?? {};
    await alert({ event: 'run.held', ...identity, stage, code, message, next: `leat retry ${runId} ${stage}` });
  }
}

/** Records how the run ended; its caller gets references and figures, or code and sentence. */
export async function finishRun(identity: RunIdentity, run: RunState): Promise<RunPipelineResult> {
  const summary = summarise(run);
  const { onFailure, onDegraded } = run.schedule;
  markRun({ pipeline: identity.pipeline, state: summary.state, model: summary.model });
  const result = await CancellationScope.nonCancellable(() => recordEnd({ ...identity, ...summary }));
  if (summary.state === 'cancelled') throw ApplicationFailure.nonRetryable('the run was cancelled', 'CANCELLED');
  for (const { stage, event, message, isCorrected } of degradations(run)) {
    if (event !== null) await alert({ event, ...identity, stage, message, next: `leat report ${identity.runId}` });
    if (isCorrected) await correct({ run: identity, reason: message, corrections: onDegraded ?? [] });
  }
  if (summary.error !== null) {
    await correct({ run: identity, reason: `stage "${summary.error.stage}": ${summary.error.message}`, corrections: onFailure ?? [] });
    throw await failRun(identity, summary.error);
  }
  await alert({ event: 'run.completed', ...identity, message: `pipeline "${identity.pipeline}" completed` });
  return result;
}

function recordEnd(end: EndRunRequest): Promise<RunPipelineResult> {
  return patched('runs-end-in-their-own-task') ? inOwnTask.endRun(end) : endRun(end);
}

/** Corrections go their own way: the run has ended, whatever becomes of them. */
async function correct(request: CorrectRunRequest): Promise<void> {
  if (request.corrections.length === 0) return;
  const options = { args: [request] as [CorrectRunRequest], parentClosePolicy: ParentClosePolicy.ABANDON };
  await CancellationScope.nonCancellable(() => startChild<typeof correctRun>('correctRun', options));
}

/**
 * How a failed run ends: the alert goes its own way, the caller gets code and sentence.
 *
 * @param isTold - false: nobody but the caller is to know.
 * @param next - What people are to type then.
 */
export async function failRun(
  run: RunIdentity,
  error: RunError,
  { isTold = true, next = `leat resume ${run.runId}` } = {},
): Promise<ApplicationFailure> {
  markRun({ pipeline: run.pipeline, state: 'failed' });
  if (isTold) await alert({ event: 'run.failed', ...run, ...error, next });
  return ApplicationFailure.nonRetryable(`stage "${error.stage}": ${error.message}`, error.code, { runId: run.runId, ...error });
}
