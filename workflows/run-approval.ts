import type { Decision } from '../core/pipeline/decision.js';
import type { StageResult } from '../core/pipeline/run-schedule.js';
import { alert } from './alert.js';
import { runActivity } from './run-activity.js';
import type { StageToRun } from './run-stage.js';

/** Waits for a person's word, at no cost, until the stage's deadline; then records it as the stage's output. */
export async function runApproval({ identity, run, stage, decisions, task }: StageToRun): Promise<StageResult> {
  if (stage.execution?.kind !== 'approval') throw new Error('invariant: only approvals are waited for');
  const { question, deadlineMs, otherwise } = stage.execution;
  const askedAt = run.stages.get(stage.name)?.startedAt ?? Date.now();
  const left = deadlineMs === null ? null : Math.max(1, askedAt + deadlineMs - Date.now());
  if (left === deadlineMs) {
    const next = `leat approve ${identity.runId} ${stage.name}`; // asked once, also when the run goes on in a new history
    await alert({ event: 'approval.requested', ...identity, stage: stage.name, message: question, next });
  }
  const unanswered: Decision = { approved: otherwise === 'approve', by: null, note: null };
  const decision = (await decisions.next(stage.name, left)) ?? unanswered;
  return runActivity({ stage, task: { ...task, decision } });
}
