import type { z } from 'zod';
import { baselineOutcome } from '../core/metrics/baseline.js';
import { confusionMatrix } from '../core/metrics/confusion.js';
import { describeClassification, describeRegression } from '../core/metrics/describe-outcome.js';
import { evaluateOutcome } from '../core/metrics/evaluate-outcome.js';
import type { Outcome } from '../core/metrics/metric.js';
import { metricOf } from '../core/metrics/metrics.js';
import { outcomeOf } from '../core/metrics/outcome.js';
import { permutationImportance } from '../core/metrics/permutation-importance.js';
import { bindSession } from '../core/model/bind-session.js';
import type { EvaluationDetails, Importance } from '../core/model/evaluation-details.js';
import type { Evaluation } from '../core/model/evaluation.js';
import { feedsOf } from '../core/model/feeds.js';
import { readPredictions } from '../core/model/predictions.js';
import type { Task, TargetSignature } from '../core/model/signature.js';
import type { GraphSession } from '../core/onnx/graph-runner.js';
import type { StageContext } from '../core/pipeline/stage-context.js';
import { evaluate } from '../core/pipeline/stages/evaluate.js';
import type { TableReader } from '../core/table/table-reader.js';
import type { Table } from '../core/table/table.js';
import type { TaskShape } from '../core/trainers/define-trainer.js';
import { readActual } from '../core/trainers/target.js';
import { requireWeights } from '../core/trainers/train-estimator.js';
import { readWeights } from '../core/trainers/weight-column.js';
import { sampleRows } from '../core/tuning/sample-rows.js';
import type { FittedRecipe } from '../core/transforms/fitted-recipe.js';
import type { ModelCard } from '../core/model/model-card.js';
import type { ArtifactStore } from '../stores/artifacts/artifact-store.js';
import { requireDigest } from '../stores/artifacts/digest.js';
import { readDocument } from '../stores/artifacts/documents.js';
import { defineActivity } from './define-activity.js';
import { evaluateUntargeted } from './evaluate-untargeted.js';

/** Metrics by which importance is measured: defined for every outcome, and moved by small changes already. */
const importanceMetric: Readonly<Record<Task, string>> = { classification: 'logLoss', regression: 'rmse' };

/** Of the progress, the share that predicting the test rows takes; the rest goes into importance. */
const PREDICTING = 0.5;

/** Runs the exported graph over the test rows, never the training code, and draws the page. */
export const evaluateActivity = defineActivity(evaluate, {
  async run({ model, test }, params, context, { graphs, artifacts, keepPage }) {
    const { signature, trainer } = model.card;
    const session = bindSession(await graphs.open(await model.graph()), signature);
    try {
      if (signature.target === undefined) {
        const recipe = await recipeOf(model.card, artifacts);
        return { evaluation: await evaluateUntargeted(session, { model: model.digest, signature, test, params, recipe }, context) };
      }
      const outcome = await testOutcome(session, { signature, test, weightColumn: params.weightColumn }, context);
      const measured = await measureOutcome(outcome, { params, test, shape: shapeOf(signature) }, context);
      const evaluation = summarise(outcome, { model: model.digest, signature, measured });
      const rows = await sampleRows(test.parts(), {
        rows: test.rows,
        wanted: params.importanceRows,
        random: context.random.fork('importance-rows'),
      });
      const importance = await measureImportance(session, { signature, rows, repeats: params.importanceRepeats }, context);
      const details: EvaluationDetails = {
        evaluation,
        target: signature.target,
        trainer: trainer?.name ?? 'pretrained',
        ...(outcome.task === 'classification'
          ? { classification: describeClassification(outcome, signature.classes ?? []) }
          : { regression: describeRegression(outcome) }),
        importance,
      };
      // Drawing loads a document and a plotting library: not before a page is wanted.
      const { renderEvaluationPage } = await import('./evaluation-page/render-evaluation-page.js');
      await keepPage(renderEvaluationPage(details));
      for (const [name, value] of Object.entries(evaluation.metrics)) context.figure(name, value);
      return { evaluation };
    } finally {
      await session.close();
    }
  },
});

/** @returns Null for a model that came without, or whose recipe is no longer there. */
async function recipeOf({ provenance }: ModelCard, artifacts: ArtifactStore): Promise<FittedRecipe | null> {
  if (provenance.recipe === null || !(await artifacts.touch(requireDigest(provenance.recipe)))) return null;
  return (await readDocument(artifacts, provenance.recipe)) as FittedRecipe; // its digest stands in the card
}

interface Test {
  readonly signature: TargetSignature;
  readonly test: TableReader;
  readonly weightColumn?: string | undefined;
}

async function testOutcome(
  session: GraphSession,
  { signature, test, weightColumn }: Test,
  { signal, progress }: StageContext,
): Promise<Outcome> {
  const shape = shapeOf(signature);
  const width = Math.max(shape.classes, 1);
  const actual = new Float64Array(test.rows);
  const predictions = new Float32Array(test.rows * width);
  const weights = weightColumn === undefined ? undefined : new Float64Array(test.rows);
  const columns = [...new Set([...columnsOf(signature), ...(weightColumn === undefined ? [] : [weightColumn])])];
  let seen = 0;
  for await (const part of test.parts({ columns })) {
    signal.throwIfCancelled();
    predictions.set(await predict(session, { signature, rows: part }), seen * width);
    actual.set(actualOf(part, signature), seen);
    if (weightColumn !== undefined) weights?.set(readWeights(part.column(weightColumn), weightColumn), seen);
    seen += part.rows;
    progress((PREDICTING * seen) / test.rows);
  }
  requireWeights(weights);
  return outcomeOf(shape, { actual, predictions, weights, rule: signature });
}

async function measureOutcome(
  outcome: Outcome,
  { params, test, shape }: { params: z.output<typeof evaluate.declaration.params>; test: TableReader; shape: TaskShape },
  context: StageContext,
): Promise<Measured> {
  const { metrics: further, resamples, confidence, slices, weightColumn } = params;
  const columns = slices.length === 0 ? undefined : await test.read({ columns: slices });
  const sliced = slices.flatMap((name) => (columns === undefined ? [] : [{ name, column: columns.column(name) }]));
  const request = { further, resamples, confidence, slices: sliced };
  const both = { outcome, baseline: baselineOutcome(shape, outcome) };
  return { ...evaluateOutcome(both, request, context), ...(weightColumn !== undefined && { weightColumn }) };
}

type Measured = ReturnType<typeof evaluateOutcome> & Pick<Evaluation, 'weightColumn'>;

function summarise(
  outcome: Outcome,
  { model, signature, measured }: { model: string; signature: TargetSignature; measured: Measured },
): Evaluation {
  const { task, actual } = outcome;
  return {
    task,
    model,
    rows: actual.length,
    ...measured,
    ...(outcome.task === 'classification' && { classes: signature.classes ?? [], confusion: confusionMatrix(outcome) }),
  };
}

function measureImportance(
  session: GraphSession,
  { signature, rows, repeats }: { signature: TargetSignature; rows: Table; repeats: number },
  { random, signal, progress }: StageContext,
): Promise<Importance> {
  const shape = shapeOf(signature);
  const actual = actualOf(rows, signature);
  return permutationImportance(
    {
      rows,
      columns: repeats === 0 ? [] : signature.inputs.map(({ name }) => name),
      metric: metricOf(importanceMetric[signature.task]),
      repeats,
      predict: async (shuffled) =>
        outcomeOf(shape, { actual, predictions: await predict(session, { signature, rows: shuffled }), rule: signature }),
    },
    {
      random: random.fork('importance'),
      signal,
      progress: (fraction) => {
        progress(PREDICTING + (1 - PREDICTING) * fraction);
      },
    },
  );
}

/** @returns Row-major, shape [rows, classes] of probabilities, or [rows, 1] for regression. */
async function predict(session: GraphSession, { signature, rows }: { signature: TargetSignature; rows: Table }): Promise<Float32Array> {
  const predictions = readPredictions(await session.run(feedsOf(signature, rows)), signature);
  return predictions.task === 'regression' ? predictions.values : predictions.probabilities;
}

function actualOf(rows: Table, { target, classes }: TargetSignature): Float64Array {
  return readActual(rows.column(target), { name: target, classes });
}

function columnsOf({ inputs, target }: TargetSignature): string[] {
  return [...inputs.map(({ name }) => name), target];
}

function shapeOf({ task, classes = [] }: TargetSignature): TaskShape {
  return { task, classes: classes.length };
}
