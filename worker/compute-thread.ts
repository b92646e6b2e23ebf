import { workerData } from 'piscina';
import { isLeatError, messageOf } from '../core/errors.js';
import { ControlBlock } from './control-block.js';
import { endRun } from './end-run.js';
import type { EndRunRequest } from './engine-activities.js';
import { createLog } from './log.js';
import type { PipelineSource } from './pipeline-source.js';
import { pipelinesOf } from './pipeline-source.js';
import { planRun, previewRun, type PlanJob } from './plan-run.js';
import { runStage, type StageJob } from './run-stage.js';
import { openThreadServices, type ThreadServices, type ThreadSettings } from './thread-services.js';

/** What a compute thread can be asked to do, by name. */
export interface ThreadJobs {
  planRun: PlanJob;
  previewRun: PlanJob;
  runStage: StageJob;
  endRun: EndRunRequest;
  /** Names of all declared pipelines. */
  listPipelines: { readonly sources: readonly PipelineSource[] };
}

const jobs: {
  readonly [Name in keyof ThreadJobs]: (job: ThreadJobs[Name], control: ControlBlock, services: ThreadServices) => Promise<unknown>;
} = {
  planRun: (job, _control, services) => planRun(job, services),
  previewRun: (job, _control, services) => previewRun(job, services),
  runStage,
  endRun: (job, _control, services) => endRun(job, services),
  listPipelines: async ({ sources }, _control, services) =>
    (await Promise.all(sources.map((source) => pipelinesOf(source, services)))).flat().map(({ name }) => name),
};

export interface ThreadCall<Name extends keyof ThreadJobs = keyof ThreadJobs> {
  readonly name: Name;
  readonly job: ThreadJobs[Name];
  readonly control: SharedArrayBuffer;
}

/** An answer is data: an error that crosses a thread as itself would lose its code. */
export type ThreadAnswer =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly code: string; readonly message: string; readonly retryable: boolean; readonly stack: string };

// Opened at the first job, by the thread that needs it; a failure to open is an answer, and tried anew.
let opened: Promise<ThreadServices> | undefined;

async function services(): Promise<ThreadServices> {
  const settings = workerData as ThreadSettings; // what ComputePool gave to piscina
  opened ??= openThreadServices(settings, createLog(settings.logLevel));
  return opened.catch((error: unknown) => {
    opened = undefined;
    throw error;
  });
}

export default async function answer<Name extends keyof ThreadJobs>({ name, job, control }: ThreadCall<Name>): Promise<ThreadAnswer> {
  try {
    return { ok: true, value: await jobs[name](job, new ControlBlock(control), await services()) };
  } catch (error) {
    const code = isLeatError(error) ? error.code : 'STAGE_FAILED';
    const stack = error instanceof Error ? (error.stack ?? '') : '';
    return { ok: false, code, message: messageOf(error), retryable: isLeatError(error) ? error.retryable : true, stack };
  }
}
