import type { z } from 'zod';
import { LeatError } from '../core/errors.js';
import { ClusterFit, ScoreDistribution } from '../core/metrics/untargeted.js';
import type { Evaluation, Metrics } from '../core/model/evaluation.js';
import { feedsOf } from '../core/model/feeds.js';
import { readPredictions } from '../core/model/predictions.js';
import type { UntargetedSignature } from '../core/model/signature.js';
import type { GraphSession } from '../core/onnx/graph-runner.js';
import type { StageContext } from '../core/pipeline/stage-context.js';
import type { evaluate } from '../core/pipeline/stages/evaluate.js';
import type { TableReader } from '../core/table/table-reader.js';

interface Untargeted {
  /** Digest of the model. */
  readonly model: string;
  readonly signature: UntargetedSignature;
  readonly test: TableReader;
  readonly params: z.output<typeof evaluate.declaration.params>;
}

/** Figures of a model that learned without a target: there is nothing true to compare with, no baseline, and no page. */
export async function evaluateUntargeted(
  session: GraphSession,
  { model, signature, test, params }: Untargeted,
  context: StageContext,
): Promise<Evaluation> {
  refuseTargetParams(params, signature);
  const metrics = await measureRows(session, { signature, test }, context);
  for (const [name, value] of Object.entries(metrics)) context.figure(name, value);
  return { task: signature.task, model, rows: test.rows, metrics, baseline: {}, page: null };
}

async function measureRows(
  session: GraphSession,
  { signature, test }: Pick<Untargeted, 'signature' | 'test'>,
  { signal, progress }: StageContext,
): Promise<Metrics> {
  const fit = new ClusterFit();
  const distribution = new ScoreDistribution(test.rows);
  let seen = 0;
  for await (const part of test.parts({ columns: signature.inputs.map(({ name }) => name) })) {
    signal.throwIfCancelled();
    const predictions = readPredictions(await session.run(feedsOf(signature, part)), signature);
    if (predictions.task === 'clustering') fit.add(predictions);
    if (predictions.task === 'anomaly') distribution.add(predictions);
    seen += part.rows;
    progress(seen / test.rows);
  }
  return signature.task === 'clustering' ? fit.metrics() : distribution.metrics();
}

/** @throws LeatError `PARAMETER_INVALID`: better than to leave out silently what was asked for. */
function refuseTargetParams({ metrics, slices, weightColumn }: Untargeted['params'], { task }: UntargetedSignature): void {
  const asked = { metrics: metrics.length > 0, slices: slices.length > 0, weightColumn: weightColumn !== undefined };
  const [name] = Object.entries(asked).flatMap(([each, isAsked]) => (isAsked ? [each] : []));
  if (name === undefined) return;
  throw new LeatError('PARAMETER_INVALID', `evaluate: expected no "${name}" for ${task}, which has no target to compare with, got some`, {
    details: { field: name },
  });
}
