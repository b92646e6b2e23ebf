import type { z } from 'zod';
import { LeatError } from '../core/errors.js';
import { silhouette } from '../core/metrics/silhouette.js';
import { ClusterFit, ScoreDistribution } from '../core/metrics/untargeted.js';
import type { Evaluation, Metrics } from '../core/model/evaluation.js';
import { feedsOf } from '../core/model/feeds.js';
import { readPredictions } from '../core/model/predictions.js';
import type { UntargetedSignature } from '../core/model/signature.js';
import type { GraphSession } from '../core/onnx/graph-runner.js';
import type { StageContext } from '../core/pipeline/stage-context.js';
import type { evaluate } from '../core/pipeline/stages/evaluate.js';
import { missingOf } from '../core/table/require-columns.js';
import type { TableReader } from '../core/table/table-reader.js';
import { applyRecipe } from '../core/transforms/apply-recipe.js';
import type { FittedRecipe } from '../core/transforms/fitted-recipe.js';
import { sampleRows } from '../core/tuning/sample-rows.js';

interface Untargeted {
  /** Digest of the model. */
  readonly model: string;
  readonly signature: UntargetedSignature;
  readonly test: TableReader;
  /** As it was fitted; null where it is not known. */
  readonly recipe: FittedRecipe | null;
  readonly params: z.output<typeof evaluate.declaration.params>;
}

/** Figures of a model that learned without a target: there is nothing true to compare with, no baseline, and no page. */
export async function evaluateUntargeted(
  session: GraphSession,
  { model, signature, test, params, recipe }: Untargeted,
  context: StageContext,
): Promise<Evaluation> {
  refuseTargetParams(params, signature);
  const fitted = signature.task === 'clustering' ? await measureSilhouette(session, { signature, test, recipe }, context) : null;
  const metrics = { ...(fitted && { silhouette: fitted.silhouette }), ...(await measureRows(session, { signature, test }, context)) };
  for (const [name, value] of Object.entries(metrics)) context.figure(name, value);
  if (fitted !== null) context.figure('silhouette rows', fitted.rows);
  const silhouetteRows = fitted === null ? {} : { silhouetteRows: fitted.rows };
  return { task: signature.task, model, rows: test.rows, metrics, ...silhouetteRows, baseline: {} };
}

/** Exact up to so many rows, whose distances to each other take about a second; of more, so many are drawn at random. */
const SILHOUETTE_ROWS = 10_000;

/** @returns Null where the features cannot be told: of a model whose recipe is not stored, or reads what an extractor adds. */
async function measureSilhouette(
  session: GraphSession,
  { signature, test, recipe }: Pick<Untargeted, 'signature' | 'test' | 'recipe'>,
  { random, signal }: StageContext,
): Promise<{ silhouette: number; rows: number } | null> {
  if (
    recipe === null ||
    missingOf(
      recipe.inputs.map(({ name }) => name),
      test.schema,
    ).length > 0
  )
    return null;
  const wanted = { rows: test.rows, wanted: SILHOUETTE_ROWS, random: random.fork('silhouette') };
  const rows = await sampleRows(test.parts({ columns: recipe.inputs.map(({ name }) => name) }), wanted);
  const predictions = readPredictions(await session.run(feedsOf(signature, rows)), signature);
  if (predictions.task !== 'clustering') throw new Error('invariant: the task is clustering');
  const { cluster, clusters } = predictions;
  const { data } = applyRecipe(recipe, rows);
  const measured = silhouette({ rows: rows.rows, data, cluster, clusters }, () => {
    signal.throwIfCancelled();
  });
  return { silhouette: measured, rows: rows.rows };
}

async function measureRows(
  session: GraphSession,
  { signature, test }: Pick<Untargeted, 'signature' | 'test'>,
  { signal, progress }: StageContext,
): Promise<Metrics> {
  const fit = new ClusterFit();
  const distribution = new ScoreDistribution(test.rows, signature.threshold);
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
