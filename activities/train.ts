import { availableParallelism, totalmem } from 'node:os';
import { calibratorGraph, type Calibrator } from '../core/decision/calibrator.js';
import { LeatError } from '../core/errors.js';
import { describeSignature } from '../core/model/describe-signature.js';
import { explainerOf } from '../core/model/explainer.js';
import { extractedFields, rawColumns, type Extractor, type Front } from '../core/model/extractor.js';
import { fuse } from '../core/model/fuse.js';
import { compareWithCore, requireParity } from '../core/model/parity.js';
import type { Signature } from '../core/model/signature.js';
import { readForeignGraph } from '../core/onnx/foreign-graph.js';
import type { GraphRunner } from '../core/onnx/graph-runner.js';
import { train } from '../core/pipeline/stages/train.js';
import type { TableReader } from '../core/table/table-reader.js';
import type { Table } from '../core/table/table.js';
import { collectSample } from '../core/trainers/collect-sample.js';
import type { FeatureMatrix } from '../core/trainers/define-trainer.js';
import { splitImportance } from '../core/trainers/split-importance.js';
import { predictWith, trainEstimator, type Estimator } from '../core/trainers/train-estimator.js';
import { assignmentOf } from '../core/trainers/assignment.js';
import { weighFeaturesBy } from '../core/trainers/weigh-features.js';
import { fitRecipe } from '../core/transforms/fit-recipe.js';
import type { FittedRecipe } from '../core/transforms/fitted-recipe.js';
import { ONNX_RUNTIME_VERSION } from '../inference/graph-runner.js';
import { requireDigest } from '../stores/artifacts/digest.js';
import { saveDocument } from '../stores/artifacts/documents.js';
import { defineActivity, type StageServices } from './define-activity.js';
import { decideModel } from './train-decision.js';
import { openTrainerCheckpoint } from './trainer-checkpoint.js';

/** Rows on which the exported graph is compared with the training code. */
const PARITY_ROWS = 1000;

/** Share of the machine's memory that features may take: the loss graph and the parts need room beside them. */
const MEMORY_SHARE = 0.5;

/** Trains on all rows and saves recipe and estimator fused in one ONNX graph. */
export const trainActivity = defineActivity(train, {
  async run(inputs, params, context, { graphs, trees, run, artifacts }) {
    const { random, signal, progress, figure } = context;
    const { train: table } = inputs;
    const assignment = assignmentOf({ ...inputs, ...params }, table.schema);
    const { trainer, task, transform, recipe: specification, weightColumn, notes } = assignment;
    const weigh = weighFeaturesBy({ graphs, trees, threads: availableParallelism(), random: random.fork('recipe'), signal });
    const recipe = transform ?? (await fitRecipe(specification, (columns) => table.parts(columns ? { columns } : {}), { signal, weigh }));
    const rows = Math.min(params.sampleRows ?? table.rows, table.rows);
    const front = await frontOf(inputs.extractor, recipe, artifacts);
    const columns = rawColumns(recipe.inputs, front?.extractor);
    const profiled = columns.map(({ name }) => name);
    const request = { recipe, task, profiled, weightColumn, wanted: rows, limitBytes: totalmem() * MEMORY_SHARE };
    const { sample, profile, classes } = await collectSample(table, request, { random, signal });
    const checkpoint = await openTrainerCheckpoint(context);
    const tools = { random: random.fork('train'), signal, progress, graphs, trees, threads: availableParallelism(), checkpoint };
    const estimator = await trainEstimator(trainer, sample, tools);

    const threshold = thresholdOf(estimator);
    const signature = describeSignature({
      task,
      recipe,
      columns,
      profile,
      threshold,
      classes: task === 'classification' ? classes : undefined,
    });
    const exported = (described: Signature, calibrator: Calibrator | null): Uint8Array =>
      exportGraph(estimator, { recipe, front, signature: described, calibrator, trainedOn: table.digest });
    const graph = exported(signature, null);
    const sampled = await firstRows(table, new Set([...recipe.inputs.map(({ name }) => name), ...profiled]));
    const parity = await checkParity({ graph, estimator, recipe, signature, rows: sampled }, graphs);
    if (params.decision !== undefined) requireRefit(inputs, params);
    const undecided = { request: { ...assignment, table, classes }, graph, signature, rows: sampled, export: exported };
    const decided = params.decision && (await decideModel(undecided, params.decision, { ...tools, random: random.fork('decision') }));

    const figures = { rows, features: recipe.features.length, parity, ...decided?.notes };
    for (const [name, value] of Object.entries({ ...figures, ...estimator.notes }))
      figure(name, typeof value === 'boolean' ? String(value) : value);
    const importance = splitImportance(estimator, recipe.features);
    const card = {
      signature: decided?.signature ?? signature,
      trainer: { name: trainer.name, hyperparameters: estimator.hyperparameters },
      notes: { ...figures, ...estimator.notes, ...notes },
      ...(importance && { importance }),
      profile,
      provenance: {
        trainedOn: table.digest,
        recipe: (await saveDocument(artifacts, 'transform', recipe)).digest,
        seed: run.seed,
        versions: { onnxruntime: ONNX_RUNTIME_VERSION },
      },
    };
    return { model: { card, graph: decided?.graph ?? graph, explainer: front === undefined ? explainerOf(estimator, recipe) : null } };
  },
});

/** What anomalies exceed: the trainer has noted it, for the card too. */
function thresholdOf({ notes: { anomalyThreshold } }: Estimator): number | undefined {
  return typeof anomalyThreshold === 'number' ? anomalyThreshold : undefined;
}

function exportGraph(
  { trainer, parameters, shape }: Estimator,
  {
    recipe,
    front,
    signature,
    calibrator,
    trainedOn,
  }: { recipe: FittedRecipe; front: Front | undefined; signature: Signature; calibrator: Calibrator | null; trainedOn: string },
): Uint8Array {
  return fuse({
    recipe,
    front,
    signature,
    toGraph(features) {
      const estimated = trainer.toGraph(features, parameters, shape);
      return calibrator === null ? estimated : calibratorGraph(calibrator, estimated);
    },
    metadata: { 'leat.trainedOn': trainedOn, 'leat.trainer': trainer.name },
  });
}

interface Exported {
  readonly graph: Uint8Array;
  readonly estimator: Estimator;
  readonly recipe: FittedRecipe;
  readonly signature: Signature;
  readonly rows: Table;
}

/** @throws LeatError `PARITY_EXCEEDED`. @returns The largest difference. */
async function checkParity({ graph, estimator, recipe, signature, rows }: Exported, graphs: GraphRunner): Promise<number> {
  const predict = (features: FeatureMatrix): Float32Array => Float32Array.from(predictWith(estimator, features));
  const parity = await compareWithCore({ model: graph, graphs, recipe, signature, rows, predict });
  requireParity(parity);
  return parity.difference;
}

/** @returns Nothing where no feature is made of what the extractor adds. */
async function frontOf(
  extractor: Extractor | undefined,
  { inputs }: FittedRecipe,
  artifacts: StageServices['artifacts'],
): Promise<Front | undefined> {
  if (extractor === undefined) return undefined;
  const made = new Set(extractedFields(extractor).map(({ name }) => name));
  if (!inputs.some(({ name }) => made.has(name))) return undefined;
  return { extractor, graph: readForeignGraph(await artifacts.get(requireDigest(extractor.graph))) };
}

async function firstRows(table: TableReader, columns: ReadonlySet<string>): Promise<Table> {
  for await (const part of table.parts({ columns: [...columns] })) return part.slice(0, PARITY_ROWS);
  throw new Error('invariant: a table has at least one part');
}

/** Out of fold, a recipe that has seen the held-out rows would flatter the model. @throws LeatError `PARAMETER_INVALID` */
function requireRefit({ candidate, transform }: { candidate: unknown; transform: unknown }, { recipe }: { recipe?: unknown }): void {
  if (transform === undefined || candidate !== undefined || recipe !== undefined) return;
  const message =
    'train: expected a candidate or the parameter "recipe" for a decision, which fits the recipe anew in every fold, got a transform';
  throw new LeatError('PARAMETER_INVALID', message);
}
