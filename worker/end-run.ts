import { requireDigest } from '../stores/artifacts/digest.js';
import type { StageOutputs } from '../stores/metadata/metadata-store.js';
import type { RunPipelineResult } from '../workflows/run-pipeline.js';
import type { EndRunRequest } from './engine-activities.js';
import { loadPlannedRun } from './planned-run.js';
import { traceRun } from './tracing/trace-run.js';
import type { ThreadServices } from './thread-services.js';

/** Records how a run ended, and gathers what its caller gets: references, and the figures of its evaluations. */
export async function endRun(
  { runId, state, outputs, error, unfinished, traceparent }: EndRunRequest,
  { metadata, artifacts }: ThreadServices,
): Promise<RunPipelineResult> {
  const run = await metadata.run(runId);
  if (run === null) throw new Error(`invariant: run ${runId} was recorded when it was planned`);
  const loaded = await loadPlannedRun(run.plan, artifacts);
  const { plan } = loaded.planned;
  const references: StageOutputs = Object.fromEntries(
    Object.entries(plan.outputs).flatMap(([name, reference]) => {
      const digest = outputs[name];
      return digest === undefined ? [] : [[name, { kind: loaded.kindOf(reference), digest: requireDigest(digest) }]];
    }),
  );
  const ended = unfinished.map((each) => ({ ...each, stage: loaded.stage(each.name).stage }));
  await metadata.endRun(runId, { state, outputs: references, error, unfinished: ended });

  const stages = await metadata.stages(runId);
  await traceRun((await metadata.run(runId)) ?? run, stages, { traceparent });
  const evaluations = new Set(plan.stages.filter((stage) => Object.values(stage.outputs).includes('evaluation')).map(({ name }) => name));
  const figures = stages.filter(({ name }) => evaluations.has(name)).flatMap((stage) => Object.entries(stage.figures));
  const metrics = figures.filter((figure): figure is [string, number] => typeof figure[1] === 'number');
  return { runId, state, outputs: references, metrics: Object.fromEntries(metrics) };
}
