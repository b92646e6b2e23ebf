import { availableParallelism, totalmem } from 'node:os';
import { canonicalJson } from '../core/canonical-json.js';
import { describeSignature } from '../core/model/describe-signature.js';
import { fuse } from '../core/model/fuse.js';
import { compareWithCore, requireParity } from '../core/model/parity.js';
import type { Signature } from '../core/model/signature.js';
import type { GraphRunner } from '../core/onnx/graph-runner.js';
import { train } from '../core/pipeline/stages/train.js';
import type { TableReader } from '../core/table/table-reader.js';
import { collectSample } from '../core/trainers/collect-sample.js';
import type { FeatureMatrix } from '../core/trainers/define-trainer.js';
import { predictWith, trainEstimator, type Estimator } from '../core/trainers/train-estimator.js';
import { assignmentOf } from '../core/trainers/assignment.js';
import { weighFeaturesBy } from '../core/trainers/weigh-features.js';
import { fitRecipe } from '../core/transforms/fit-recipe.js';
import type { FittedRecipe } from '../core/transforms/recipe.js';
import { ONNX_RUNTIME_VERSION } from '../inference/graph-runner.js';
import { digestOf } from '../stores/artifacts/digest.js';
import { defineActivity } from './define-activity.js';
import { openTrainerCheckpoint } from './trainer-checkpoint.js';

/** Rows on which the exported graph is compared with the training code. */
const PARITY_ROWS = 1000;

/** Share of the machine's memory that features may take: the loss graph and the parts need room beside them. */
const MEMORY_SHARE = 0.5;

/** Trains on all rows and saves recipe and estimator fused in one ONNX graph. */
export const trainActivity = defineActivity(train, {
  async run(inputs, params, context, { graphs, run }) {
    const { random, signal, progress, figure } = context;
    const { train: table } = inputs;
    const assignment = assignmentOf({ ...inputs, ...params }, table.schema);
    const { trainer, task, transform, recipe: specification, weightColumn, notes } = assignment;
    const weigh = weighFeaturesBy({ graphs, threads: availableParallelism(), random: random.fork('recipe'), signal });
    const recipe = transform ?? (await fitRecipe(specification, (columns) => table.parts(columns ? { columns } : {}), { signal, weigh }));
    const rows = Math.min(params.sampleRows ?? table.rows, table.rows);
    const request = { recipe, task, weightColumn, wanted: rows, limitBytes: totalmem() * MEMORY_SHARE };
    const { sample, profile, classes } = await collectSample(table, request, { random, signal });
    const checkpoint = await openTrainerCheckpoint(context);
    const tools = { random: random.fork('train'), signal, progress, graphs, threads: availableParallelism(), checkpoint };
    const estimator = await trainEstimator(trainer, sample, tools);

    const signature = describeSignature({ task, recipe, profile, classes: task === 'classification' ? classes : undefined });
    const graph = exportGraph(estimator, { recipe, signature, trainedOn: table.digest });
    const parity = await checkParity({ graph, estimator, recipe, signature, table }, graphs);

    const figures = { rows, features: recipe.features.length, parity };
    for (const [name, value] of Object.entries({ ...figures, ...estimator.notes }))
      figure(name, typeof value === 'boolean' ? String(value) : value);
    const card = {
      signature,
      trainer: { name: trainer.name, hyperparameters: estimator.hyperparameters },
      notes: { ...figures, ...estimator.notes, ...notes },
      profile,
      provenance: {
        trainedOn: table.digest,
        recipe: digestOf(new TextEncoder().encode(canonicalJson(recipe))),
        seed: run.seed,
        versions: { onnxruntime: ONNX_RUNTIME_VERSION },
      },
    };
    return { model: { card, graph } };
  },
});

function exportGraph(
  { trainer, parameters, shape }: Estimator,
  { recipe, signature, trainedOn }: { recipe: FittedRecipe; signature: Signature; trainedOn: string },
): Uint8Array {
  return fuse({
    recipe,
    signature,
    toGraph: (features) => trainer.toGraph(features, parameters, shape),
    metadata: { 'leat.trainedOn': trainedOn, 'leat.trainer': trainer.name },
  });
}

interface Exported {
  readonly graph: Uint8Array;
  readonly estimator: Estimator;
  readonly recipe: FittedRecipe;
  readonly signature: Signature;
  readonly table: TableReader;
}

/** @throws LeatError `PARITY_EXCEEDED`. @returns The largest difference. */
async function checkParity({ graph, estimator, recipe, signature, table }: Exported, graphs: GraphRunner): Promise<number> {
  const columns = recipe.inputs.map(({ name }) => name);
  for await (const part of table.parts({ columns })) {
    const rows = part.slice(0, PARITY_ROWS);
    const predict = (features: FeatureMatrix): Float32Array => Float32Array.from(predictWith(estimator, features));
    const parity = await compareWithCore({ model: graph, graphs, recipe, signature, rows, predict });
    requireParity(parity);
    return parity.difference;
  }
  throw new Error('invariant: a table has at least one part');
}
