import { threadId } from 'node:worker_threads';
import type { SpanContext } from '@opentelemetry/api';
import { workerData } from 'piscina';
import { isLeatError, messageOf } from '../core/errors.js';
import { announcePipelines, type AnnounceJob } from './announce-pipelines.js';
import { ControlBlock } from './control-block.js';
import { endRun } from './end-run.js';
import type {
  BackfillChunkRequest,
  EndRunRequest,
  HoldRunRequest,
  MoveReleaseRequest,
  NestedRunEnd,
  RollBackRequest,
  RunReference,
} from './engine-activities.js';
import { lookAtRelease, moveRelease } from './look-at-release.js';
import { createLog } from './log.js';
import { closeMap, openMap, type MapJob } from './map-ends.js';
import { NativeWork } from './native-work.js';
import { planBackfill } from './plan-backfill.js';
import { planRun, previewRun, replanRun, type PlanJob, type ReplanJob } from './plan-run.js';
import { AttemptFailure, recordLoss, type LossJob } from './record-failure.js';
import { recordNested } from './record-nested.js';
import { rollBackModel } from './roll-back-model.js';
import { runItems, type ItemsJob } from './run-items.js';
import { runStage, type StageJob } from './run-stage.js';
import { closeStudy, openStudy, runTrials, type CloseStudyJob, type OpenStudyJob, type TrialsJob } from './study.js';
import { openThreadServices, type ThreadServices, type ThreadSettings } from './thread-services.js';
import { below } from './tracing/in-span.js';
import { startTracing } from './tracing/start-tracing.js';

/** What a compute thread can be asked to do, by name. */
export interface ThreadJobs {
  planRun: PlanJob;
  previewRun: PlanJob;
  replanRun: ReplanJob;
  holdRun: HoldRunRequest;
  continueRun: RunReference;
  runStage: StageJob;
  recordLoss: LossJob;
  recordNested: NestedRunEnd;
  openMap: MapJob;
  runItems: ItemsJob;
  closeMap: MapJob;
  openStudy: OpenStudyJob;
  runTrials: TrialsJob;
  closeStudy: CloseStudyJob;
  rollBackModel: RollBackRequest;
  endRun: EndRunRequest;
  planBackfill: BackfillChunkRequest;
  announcePipelines: AnnounceJob;
  lookAtRelease: { readonly id: string };
  moveRelease: MoveReleaseRequest;
}

const jobs: {
  readonly [Name in keyof ThreadJobs]: (job: ThreadJobs[Name], control: ControlBlock, services: ThreadServices) => Promise<unknown>;
} = {
  planRun: (job, _control, services) => planRun(job, services),
  previewRun: (job, _control, services) => previewRun(job, services),
  replanRun: (job, _control, services) => replanRun(job, services),
  holdRun: ({ runId, stages }, _control, { metadata }) => metadata.holdRun(runId, stages),
  continueRun: ({ runId }, _control, { metadata }) => metadata.continueRun(runId),
  runStage,
  recordLoss: (job, _control, services) => recordLoss(job, services),
  recordNested: (job, _control, services) => recordNested(job, services),
  openMap: (job, _control, services) => openMap(job, services),
  runItems,
  closeMap: (job, _control, services) => closeMap(job, services),
  openStudy,
  runTrials,
  closeStudy,
  rollBackModel: (job, _control, services) => rollBackModel(job, services),
  endRun: (job, _control, services) => endRun(job, services),
  planBackfill: (job, _control, services) => planBackfill(job, services),
  announcePipelines: (job, _control, services) => announcePipelines(job, services),
  lookAtRelease: (job, _control, services) => lookAtRelease(job, services),
  moveRelease: (job, _control, services) => moveRelease(job, services),
};

export interface ThreadCall<Name extends keyof ThreadJobs = keyof ThreadJobs> {
  readonly name: Name;
  readonly job: ThreadJobs[Name];
  readonly control: SharedArrayBuffer;
  /** Of the main thread: what is traced here is below it. */
  readonly span: SpanContext | undefined;
}

/** An answer is data: an error that crosses a thread as itself would lose its code. */
export type ThreadAnswer =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly code: string; readonly message: string; readonly retryable: boolean; readonly stack: string };

/** What ComputePool gives to its threads when they start. */
export interface ThreadData extends ThreadSettings {
  readonly nativeWork: SharedArrayBuffer;
  /** That it may have at once. */
  readonly jobs: number;
}

const settings = workerData as ThreadData; // by piscina, from ComputePool
const native = new NativeWork(settings.nativeWork);

// Opened at the first job, by the thread that needs it; a failure to open is an answer, and tried anew.
let opening: Promise<ThreadServices> | undefined;

async function services(): Promise<ThreadServices> {
  opening ??= openThreadServices(settings, createLog(settings.logLevel), native);
  return opening.catch((error: unknown) => {
    opening = undefined;
    throw error;
  });
}

function failureOf(error: unknown): { code: string; message: string; retryable: boolean } {
  if (error instanceof AttemptFailure || isLeatError(error))
    return { code: error.code, message: error.message, retryable: error.retryable };
  return { code: 'STAGE_FAILED', message: messageOf(error), retryable: true };
}

export default async function answer<Name extends keyof ThreadJobs>({ name, job, control, span }: ThreadCall<Name>): Promise<ThreadAnswer> {
  await startTracing();
  try {
    const block = new ControlBlock(control);
    block.throwIfCancelled(); // while it waited for the thread
    block.thread = threadId;
    if (settings.jobs === 1) native.job = block; // else the thread may be ended for any of them
    const opened = await services();
    return { ok: true, value: await below(span, () => jobs[name](job, block, opened)) };
  } catch (error) {
    const stack = error instanceof Error ? (error.stack ?? '') : '';
    return { ok: false, ...failureOf(error), stack };
  }
}
