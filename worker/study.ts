import { chosenStudyName, readChosenStudy } from '../activities/chosen-study.js';
import { readResult, readTrials, recordName, type RecordedTrial } from '../activities/trial-results.js';
import { LeatError } from '../core/errors.js';
import type { TrialResult } from '../core/model/trial.js';
import type { StageResult } from '../core/pipeline/run-schedule.js';
import { autoModel, searchFound, type AutoModelParams } from '../core/pipeline/stages/auto-model.js';
import { chooseStudyStage } from '../core/pipeline/stages/choose-study.js';
import { studyOf, type StudyStageParams } from '../core/pipeline/stages/study-of.js';
import { trial } from '../core/pipeline/stages/trial.js';
import { requireDigest } from '../stores/artifacts/digest.js';
import type { ControlBlock } from './control-block.js';
import type { OpenedStudy, StudyEnd, TrialsTask } from './engine-activities.js';
import { loadPlannedRun } from './planned-run.js';
import { attemptKey, recordFailure } from './record-failure.js';
import { runInnerStage, type InnerJob } from './run-inner-stage.js';
import { attemptWork, referencesOf } from './run-stage.js';
import { stageKey } from './stage-code.js';
import type { StageTask } from './stage-task.js';
import { prepareStudyFolds, scoreOuterFolds } from './study-folds.js';
import type { ThreadServices } from './thread-services.js';

interface Attempt {
  readonly attempt: number;
  readonly worker: string;
}

export interface OpenStudyJob extends Attempt {
  readonly task: StageTask;
}
export interface TrialsJob extends TrialsTask, Attempt {}
export interface CloseStudyJob extends StudyEnd, Attempt {}

/** Begins a stage with trials: records it, and prepares the folds that all of them share. */
export async function openStudy({ task, ...own }: OpenStudyJob, control: ControlBlock, services: ThreadServices): Promise<OpenedStudy> {
  const job = await jobOf(task, own, services);
  const { run, outer } = job;
  const { whole } = await stageKey({ planned: run.planned, stage: outer, inputs: task.inputs, runId: task.runId }, services);
  const key = attemptKey({ task, attempt: own.attempt }, outer);
  await services.metadata.beginAttempt(key, { stage: outer.stage, cacheKey: whole, worker: own.worker, plan: requireDigest(task.plan) });
  try {
    await findOut(job, { control, services });
    const params = await searchOf(job, services);
    await earlierTrials(params, services);
    return await prepareStudyFolds(params, job, { control, services });
  } catch (error) {
    throw await recordFailure({ task, stage: outer, key, error }, services);
  }
}

/**
 * Runs some trials, one after another; those that are done are passed over. What each tries follows from the recorded
 * ends of those before it.
 *
 * @returns How long it took, so that short trials can share an activity.
 */
export async function runTrials(
  { task, folds, outer, from, to, ...own }: TrialsJob,
  control: ControlBlock,
  services: ThreadServices,
): Promise<{ ms: number }> {
  const began = performance.now();
  const job = await jobOf(task, own, services);
  const params = await searchOf(job, services);
  const place = { runId: task.runId, stage: job.outer.name, outer };
  const seed = [job.run.planned.seed, place.stage, ...(outer === undefined ? [] : [`outer-${String(outer)}`])].join('/');
  // Trials of an earlier run were scored on rows that an outer fold holds out.
  const { study, keepPredictions } = studyOf(params, { seed, earlier: outer === undefined ? await earlierTrials(params, services) : [] });
  const ends = endsOf(await readTrials(place, services));
  for (let number = from; number < to; number++) {
    control.throwIfCancelled();
    control.progress = (number - from) / (to - from);
    if (ends.has(number)) continue;
    const wanted = { ...study.trial(number, ends), metric: study.metric.name, keepPredictions };
    const inner = { name: recordName(place, number), declaration: trial.declaration, params: wanted, inputs: { folds } };
    const { result } = await runInnerStage(inner, job, { control, services });
    if (result !== undefined) ends.set(number, await readResult(result, services.artifacts));
  }
  return { ms: performance.now() - began };
}

/** Ends the stage: what was found within outer folds is scored on them, and its own code makes the candidate of the recorded trials. */
export async function closeStudy({ task, ...own }: CloseStudyJob, control: ControlBlock, services: ThreadServices): Promise<StageResult> {
  const job = await jobOf(task, own, services);
  const { run, outer } = job;
  const key = attemptKey({ task, attempt: own.attempt }, outer);
  try {
    await scoreOuterFolds(await searchOf(job, services), job, { control, services });
  } catch (error) {
    throw await recordFailure({ task, stage: outer, key, error }, services);
  }
  const work = { run, stage: outer, task, key, worker: own.worker, digests: task.inputs, inputs: referencesOf(run, outer, task) };
  return attemptWork(work, control, services);
}

async function jobOf(task: StageTask, { attempt, worker }: Attempt, { artifacts }: ThreadServices): Promise<InnerJob> {
  const run = await loadPlannedRun(task.plan, artifacts);
  return { run, outer: run.stage(task.name), task, attempt, worker };
}

/** Has the rows looked at, where they say what is searched. */
async function findOut(job: InnerJob, tools: { control: ControlBlock; services: ThreadServices }): Promise<void> {
  const { outer, task } = job;
  if (outer.stage !== autoModel.declaration.name) return;
  const { target, leaveOut, task: kind, metric, sampleRows } = outer.params as unknown as AutoModelParams; // as in searchOf
  const params = { target, leaveOut, task: kind, metric, sampleRows };
  const inputs = { train: String(task.inputs['train']) };
  await runInnerStage({ name: chosenStudyName(outer.name), declaration: chooseStudyStage.declaration, params, inputs }, job, tools);
}

/** What is searched: as its author says, or as was found out when the stage was opened. */
async function searchOf({ outer, task }: InnerJob, services: ThreadServices): Promise<StudyStageParams> {
  const params = outer.params as unknown; // checked by the stage's own schema where it was planned
  if (outer.stage !== autoModel.declaration.name) return params as StudyStageParams;
  return searchFound(params as AutoModelParams, await readChosenStudy({ runId: task.runId, stage: outer.name }, services));
}

/** @throws LeatError `PARAMETER_INVALID` when the run that a warm start names has no such trials. */
async function earlierTrials({ warmStart }: StudyStageParams, services: ThreadServices): Promise<readonly TrialResult[]> {
  if (warmStart === undefined) return [];
  const { run, stage } = warmStart;
  const trials = await readTrials({ runId: run, stage }, services);
  if (trials.size > 0) return [...endsOf(trials).values()];
  throw new LeatError('PARAMETER_INVALID', `warmStart: expected the id of a run whose stage "${stage}" has trials, got "${run}"`, {
    details: { field: 'warmStart', received: run },
  });
}

function endsOf(trials: ReadonlyMap<number, RecordedTrial>): Map<number, TrialResult> {
  return new Map([...trials].map(([number, { result }]) => [number, result]));
}
