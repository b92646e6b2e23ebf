import { LeatError } from '../core/errors.js';
import { suggestName } from '../core/nearest-name.js';
import type { Pipeline } from '../core/pipeline/define-pipeline.js';
import { makePlan } from '../core/pipeline/make-plan.js';
import type { Plan, PlannedStage } from '../core/pipeline/plan.js';
import type { RunSchedule, ScheduledStage, StageResult, WiredOutput } from '../core/pipeline/run-state.js';
import { saveDocument } from '../stores/artifacts/documents.js';
import type { AdoptedStage, RunRecord } from '../stores/metadata/metadata-store.js';
import { adoptStages } from './adopt-stages.js';
import type { PlanRunRequest } from './engine-activities.js';
import { pipelinesOf, type PipelineSource } from './pipeline-source.js';
import type { PlannedRun } from './planned-run.js';
import type { ThreadServices } from './thread-services.js';

const DEFAULT_SEED = 1;

export interface PlanJob {
  readonly request: PlanRunRequest;
  readonly sources: readonly PipelineSource[];
}

/** Plans a run: builds and stores its plan, adopts what is known already, records the run. */
export async function planRun({ request, sources }: PlanJob, services: ThreadServices): Promise<RunSchedule> {
  const { artifacts, metadata } = services;
  const { planned, adopted, resumed } = await previewRun({ request, sources }, services);
  const code = sources.find((source) => source.kind === 'module' && source.digest === planned.code);
  if (code?.kind === 'module') await artifacts.put(new TextEncoder().encode(code.code));
  const { digest } = await saveDocument(artifacts, 'report', planned);
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
    },
    adopted,
  );
  return scheduleOf(planned.plan, digest, adopted);
}

export interface RunPreview {
  readonly planned: PlannedRun;
  readonly adopted: readonly AdoptedStage[];
  /** The run that is being resumed. */
  readonly resumed: RunRecord | null;
}

/** What planning would do, with nothing stored: also behind `leat plan`. */
export async function previewRun({ request, sources }: PlanJob, services: ThreadServices): Promise<RunPreview> {
  const resumed = request.resumeOf === undefined ? null : await runToResume(request.resumeOf, services);
  const { pipeline, source } = await findPipeline(request.pipeline, sources, services);
  const { plan } = makePlan(pipeline, { ...resumed?.params, ...request.params });
  const planned: PlannedRun = {
    plan,
    seed: request.seed ?? resumed?.seed ?? DEFAULT_SEED,
    code: source.kind === 'module' ? source.digest : null,
    moduleDigests: source.kind === 'module' ? source.moduleDigests : {},
  };
  const finished = resumed === null ? [] : await services.metadata.stages(resumed.id);
  const adopted = await adoptStages({ planned, runId: request.runId, finished, fromCache: request.cache ?? true }, services);
  return { planned, adopted, resumed };
}

async function runToResume(id: string, { metadata }: ThreadServices): Promise<RunRecord> {
  const run = await metadata.run(id);
  if (run === null)
    throw new LeatError('RUN_UNKNOWN', `expected the id of a recorded run to resume, got "${id}"`, { details: { run: id } });
  return run;
}

async function findPipeline(
  name: string,
  sources: readonly PipelineSource[],
  services: ThreadServices,
): Promise<{ pipeline: Pipeline; source: PipelineSource }> {
  const known: string[] = [];
  for (const source of sources) {
    for (const pipeline of await pipelinesOf(source, services)) {
      if (pipeline.name === name) return { pipeline, source };
      known.push(pipeline.name);
    }
  }
  throw new LeatError('PIPELINE_UNKNOWN', `expected the name of a declared pipeline, got "${name}"; ${suggestName(name, known)}`, {
    details: { pipeline: name, known },
  });
}

function scheduleOf(plan: Plan, digest: string, adopted: readonly AdoptedStage[]): RunSchedule {
  const results = new Map(adopted.map((stage) => [stage.name, resultOf(stage)]));
  return {
    plan: digest,
    concurrency: plan.concurrency,
    order: plan.stages.map(({ name }) => name),
    stages: plan.stages.filter(({ name }) => !results.has(name)).map(scheduledStage),
    adopted: Object.fromEntries(results),
    outputs: Object.fromEntries(
      Object.entries(plan.outputs).map(([name, { $from, output }]): [string, WiredOutput] => [name, [$from, output]]),
    ),
  };
}

function scheduledStage({ name, stage, inputs, policy }: PlannedStage): ScheduledStage {
  const { retry, timeoutMs, heartbeatMs } = policy;
  const wired = Object.entries(inputs).map(([input, references]): [string, WiredOutput | readonly WiredOutput[]] => [
    input,
    Array.isArray(references) ? references.map(({ $from, output }): WiredOutput => [$from, output]) : [references.$from, references.output],
  ]);
  return { name, stage, inputs: Object.fromEntries(wired), policy: { retry, timeoutMs, heartbeatMs } };
}

function resultOf({ outputs, figures }: AdoptedStage): StageResult {
  return { outputs: Object.fromEntries(Object.entries(outputs).map(([name, { digest }]) => [name, digest])), figures };
}
