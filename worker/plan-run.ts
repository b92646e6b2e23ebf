import { LeatError } from '../core/errors.js';
import { suggestName } from '../core/nearest-name.js';
import { makePlan } from '../core/pipeline/make-plan.js';
import type { Plan } from '../core/pipeline/plan.js';
import type { RunSchedule } from '../core/pipeline/run-schedule.js';
import type { Digest } from '../stores/artifacts/artifact-store.js';
import { saveDocument } from '../stores/artifacts/documents.js';
import type { RunBeginning, RunRecord } from '../stores/metadata/metadata-store.js';
import { adoptStages } from './adopt-stages.js';
import { codeOfRun, type ProjectCode } from './code-of-run.js';
import type { PlanRunRequest, RunReference } from './engine-activities.js';
import { findPipeline } from './find-pipeline.js';
import type { PipelineFile } from './pipeline-source.js';
import type { PlannedRun } from '../core/pipeline/planned-run.js';
import { previewReproduction } from './preview-reproduction.js';
import { readCommit } from './read-commit.js';
import { readEnvironment } from './read-environment.js';
import { recordedRun } from './recorded-run.js';
import type { RunPreview } from './run-preview.js';
import { runCode } from './run-code.js';
import { scheduleOf } from './schedule-of.js';
import { windowOf, windowParam } from './run-window.js';
import { sentPipeline } from './sent-pipeline.js';
import type { ThreadServices } from './thread-services.js';

const DEFAULT_SEED = 1;

export interface PlanJob {
  readonly request: PlanRunRequest;
  readonly sources: readonly PipelineFile[];
}

/** For looking only, the run needs no workflow. */
export interface PreviewJob extends Omit<PlanJob, 'request'> {
  readonly request: Omit<PlanRunRequest, 'workflowId'>;
}

/** Plans a run: builds and stores its plan, adopts what is known already, records the run. */
export async function planRun({ request, sources }: PlanJob, services: ThreadServices): Promise<RunSchedule> {
  const { metadata } = services;
  const preview = await previewRun({ request, sources }, services);
  const { planned, adopted, resumed } = preview;
  const digest = await savePlanned(preview, services);
  await metadata.beginRun(
    {
      id: request.runId,
      workflowId: request.workflowId,
      pipeline: planned.plan.pipeline,
      params: planned.plan.params,
      seed: planned.seed,
      plan: digest,
      resumedFrom: resumed?.id ?? null,
      startedAt: new Date(),
      ...comesFrom(request, resumed),
    },
    adopted,
  );
  return scheduleOf(planned.plan, digest, adopted);
}

export interface ReplanJob {
  readonly run: RunReference;
  readonly sources: readonly PipelineFile[];
}

/**
 * Plans a held run anew by the code as it is now. Every stage is scheduled, nothing adopted: the workflow
 * knows which are finished, and only has the others run.
 */
export async function replanRun({ run: { runId, pipeline }, sources }: ReplanJob, services: ThreadServices): Promise<RunSchedule> {
  const { params, seed } = await recordedRun(runId, services);
  const preview = await previewRun({ request: { runId, pipeline, params, seed, cache: false }, sources }, services);
  const digest = await savePlanned(preview, services);
  await services.metadata.continueRun(runId, { plan: digest, adopted: [] });
  return scheduleOf(preview.planned.plan, digest, []);
}

async function savePlanned({ planned, sources }: RunPreview, { artifacts }: ThreadServices): Promise<Digest> {
  const code = sources.map((source) => artifacts.put(new TextEncoder().encode(source.code)));
  const [plan] = await Promise.all([saveDocument(artifacts, 'report', planned), ...code]);
  return plan.digest;
}

/** Where a run came from, for its record. */
function comesFrom(request: PlanRunRequest, resumed: RunRecord | null): Partial<RunBeginning> {
  const window = windowOf(request, resumed);
  return {
    schedule: request.schedule?.name ?? resumed?.schedule ?? null,
    window: window === null ? null : { start: new Date(window.start), end: new Date(window.end) },
    parentRun: request.parentRun ?? null,
    requestId: request.requestId ?? null,
    tags: request.tags ?? {},
  };
}

/** What planning would do, with nothing stored: also behind `leat plan`. */
export async function previewRun({ request, sources }: PreviewJob, services: ThreadServices): Promise<RunPreview> {
  if (request.reproduceOf !== undefined) return previewReproduction(request.reproduceOf, services);
  const { root } = services.settings;
  const code: ProjectCode =
    request.codeOf === undefined
      ? { sources: [...sources, ...(await sentPipeline(request.pipeline, services))], commit: readCommit(root, digestsOf(sources)) }
      : await codeOfRun(request.codeOf, services);
  const resumed = request.resumeOf === undefined ? null : await recordedRun(request.resumeOf, services);
  const { pipeline, source } = await findPipeline(request.pipeline, code.sources, services);
  const { plan } = makePlan(pipeline, { ...resumed?.params, ...windowParam(pipeline, windowOf(request, resumed)), ...request.params });
  if (request.from !== undefined) requireStage(plan, request.from);
  const { parts, sources: used } = await runCode({ plan, source }, code.sources, services);
  const partial = { plan, seed: request.seed ?? resumed?.seed ?? DEFAULT_SEED, ...parts };
  const finished = resumed === null ? [] : await services.metadata.stages(resumed.id);
  const { runId, cache: fromCache = true, from } = request;
  const { adopted, cleaned } = await adoptStages({ planned: partial, runId, finished, fromCache, from }, services);
  const planned = { ...partial, environment: await readEnvironment(), commit: await code.commit, origin: originOf(request), cleaned };
  return { planned, adopted, resumed, sources: used };
}

function digestsOf(sources: readonly PipelineFile[]): string[] {
  return sources.flatMap((source) => (source.kind === 'broken' ? [] : [source.digest]));
}

function originOf({ cache = true, from, codeOf }: PreviewJob['request']): PlannedRun['origin'] {
  return { cache, from: from ?? null, codeOf: codeOf ?? null, reproduceOf: null };
}

function requireStage({ pipeline, stages }: Plan, name: string): void {
  const known = stages.map((stage) => stage.name);
  if (known.includes(name)) return;
  const message = `pipeline "${pipeline}": expected the name of a stage to run from, got "${name}"; ${suggestName(name, known)}`;
  throw new LeatError('STAGE_UNKNOWN', message, { details: { stage: name, known } });
}
