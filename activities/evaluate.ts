import { baselineOutcome } from '../core/metrics/baseline.js';
import { confusionMatrix } from '../core/metrics/confusion.js';
import { describeClassification, describeRegression } from '../core/metrics/describe-outcome.js';
import type { Outcome } from '../core/metrics/metric.js';
import { measureAll, metricOf } from '../core/metrics/metrics.js';
import { outcomeOf } from '../core/metrics/outcome.js';
import { permutationImportance } from '../core/metrics/permutation-importance.js';
import type { EvaluationDetails, Importance } from '../core/model/evaluation-details.js';
import type { Evaluation } from '../core/model/evaluation.js';
import { feedsOf } from '../core/model/feeds.js';
import { readPredictions } from '../core/model/predictions.js';
import type { Signature, Task } from '../core/model/signature.js';
import type { GraphSession } from '../core/onnx/graph-runner.js';
import type { StageContext } from '../core/pipeline/stage-context.js';
import { evaluate } from '../core/pipeline/stages/evaluate.js';
import type { TableReader } from '../core/table/table-reader.js';
import type { Table } from '../core/table/table.js';
import type { TaskShape } from '../core/trainers/define-trainer.js';
import { readActual } from '../core/trainers/target.js';
import { sampleRows } from '../core/tuning/sample-rows.js';
import { defineActivity } from './define-activity.js';

/** Metrics by which importance is measured: defined for every outcome, and moved by small changes already. */
const importanceMetric: Readonly<Record<Task, string>> = { classification: 'logLoss', regression: 'rmse' };

/** Of the progress, the share that predicting the test rows takes; the rest goes into importance. */
const PREDICTING = 0.5;

/** Runs the exported graph over the test rows, never the training code, and draws the page. */
export const evaluateActivity = defineActivity(evaluate, {
  async run({ model, test }, { importanceRepeats, importanceRows }, context, { graphs, artifacts }) {
    const { signature, trainer } = model.card;
    const session = await graphs.open(await model.graph());
    try {
      const outcome = await testOutcome(session, { signature, test }, context);
      const evaluation = summarise(outcome, { model: model.digest, signature });
      const rows = await sampleRows(test.parts(), {
        rows: test.rows,
        wanted: importanceRows,
        random: context.random.fork('importance-rows'),
      });
      const importance = await measureImportance(session, { signature, rows, repeats: importanceRepeats }, context);
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
      const page = await artifacts.put(new TextEncoder().encode(renderEvaluationPage(details)));
      for (const [name, value] of Object.entries(evaluation.metrics)) context.figure(name, value);
      return { evaluation: { ...evaluation, page } };
    } finally {
      await session.close();
    }
  },
});

interface Test {
  readonly signature: Signature;
  readonly test: TableReader;
}

async function testOutcome(session: GraphSession, { signature, test }: Test, { signal, progress }: StageContext): Promise<Outcome> {
  const shape = shapeOf(signature);
  const width = Math.max(shape.classes, 1);
  const actual = new Float64Array(test.rows);
  const predictions = new Float32Array(test.rows * width);
  let seen = 0;
  for await (const part of test.parts({ columns: columnsOf(signature) })) {
    signal.throwIfCancelled();
    predictions.set(await predict(session, { signature, rows: part }), seen * width);
    actual.set(actualOf(part, signature), seen);
    seen += part.rows;
    progress((PREDICTING * seen) / test.rows);
  }
  return outcomeOf(shape, { actual, predictions });
}

function summarise(outcome: Outcome, { model, signature }: { model: string; signature: Signature }): Omit<Evaluation, 'page'> {
  const { task, actual } = outcome;
  return {
    task,
    model,
    rows: actual.length,
    metrics: measureAll(outcome),
    baseline: measureAll(baselineOutcome(shapeOf(signature), outcome)),
    ...(outcome.task === 'classification' && { classes: signature.classes ?? [], confusion: confusionMatrix(outcome) }),
  };
}

function measureImportance(
  session: GraphSession,
  { signature, rows, repeats }: { signature: Signature; rows: Table; repeats: number },
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
      predict: async (shuffled) => outcomeOf(shape, { actual, predictions: await predict(session, { signature, rows: shuffled }) }),
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
async function predict(session: GraphSession, { signature, rows }: { signature: Signature; rows: Table }): Promise<Float32Array> {
  const predictions = readPredictions(await session.run(feedsOf(signature, rows)), signature);
  return predictions.task === 'regression' ? predictions.values : predictions.probabilities;
}

function actualOf(rows: Table, { target, classes }: Signature): Float64Array {
  return readActual(rows.column(target), { name: target, classes });
}

function columnsOf({ inputs, target }: Signature): string[] {
  return [...inputs.map(({ name }) => name), target];
}

function shapeOf({ task, classes = [] }: Signature): TaskShape {
  return { task, classes: classes.length };
}
