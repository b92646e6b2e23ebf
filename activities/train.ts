import { totalmem } from 'node:os';
import { canonicalJson } from '../core/canonical-json.js';
import { binsOf } from '../core/drift/bins.js';
import { ProfileBuilder } from '../core/drift/profile-builder.js';
import type { TableProfile } from '../core/drift/profile.js';
import { describeSignature } from '../core/model/describe-signature.js';
import { fuse } from '../core/model/fuse.js';
import { compareWithCore, requireParity } from '../core/model/parity.js';
import type { Signature, Task } from '../core/model/signature.js';
import { train } from '../core/pipeline/stages/train.js';
import type { StageContext } from '../core/pipeline/stage-context.js';
import type { TableReader } from '../core/table/table-reader.js';
import type { Sample } from '../core/trainers/define-trainer.js';
import { FeatureCollector } from '../core/trainers/feature-collector.js';
import { readTarget, type Target } from '../core/trainers/target.js';
import { predictWith, trainEstimator, type Estimator } from '../core/trainers/train-estimator.js';
import { assignmentOf } from '../core/trainers/assignment.js';
import { fitRecipe } from '../core/transforms/fit-recipe.js';
import type { FittedRecipe } from '../core/transforms/recipe.js';
import { sampleRows } from '../core/tuning/sample-rows.js';
import { ONNX_RUNTIME_VERSION } from '../inference/graph-runner.js';
import { digestOf } from '../stores/artifacts/digest.js';
import { defineActivity, type StageServices } from './define-activity.js';

/** Rows that bins of the profile are drawn from: a tenth of them fixes a quantile to a third of a percent. */
const PROFILE_ROWS = 100_000;

/** Rows on which the exported graph is compared with the training code. */
const PARITY_ROWS = 1000;

/** Share of the machine's memory that features may take: the loss graph and the parts need room beside them. */
const MEMORY_SHARE = 0.5;

/** Trains on all rows and saves recipe and estimator fused in one ONNX graph. */
export const trainActivity = defineActivity(train, {
  async run(inputs, params, context, services) {
    const { train: table } = inputs;
    const assignment = assignmentOf({ ...inputs, ...params }, table.schema);
    const { trainer, task } = assignment;
    const recipe =
      assignment.transform ?? (await fitRecipe(assignment.recipe, (columns) => table.parts(columns ? { columns } : {}), context));
    const { sample, profile, classes } = await collect(table, { recipe, task }, context);
    const estimator = await trainEstimator(trainer, sample, { ...context, random: context.random.fork('train'), graphs: services.graphs });

    const signature = describeSignature({ task, recipe, profile, classes: task === 'classification' ? classes : undefined });
    const graph = exportGraph(estimator, { recipe, signature, trainedOn: table.digest });
    const parity = await checkParity({ graph, estimator, recipe, signature, table }, services);

    for (const [name, note] of Object.entries(estimator.notes)) context.figure(name, typeof note === 'boolean' ? String(note) : note);
    context.figure('rows', table.rows);
    context.figure('features', recipe.features.length);
    const card = {
      signature,
      trainer: { name: trainer.name, hyperparameters: estimator.hyperparameters },
      notes: { ...estimator.notes, ...assignment.notes, rows: table.rows, features: recipe.features.length, parity },
      profile,
      provenance: {
        trainedOn: table.digest,
        recipe: digestOf(new TextEncoder().encode(canonicalJson(recipe))),
        seed: services.run.seed,
        versions: { onnxruntime: ONNX_RUNTIME_VERSION },
      },
    };
    return { model: { card, graph } };
  },
});

/** Features, target and profile of all rows; features and profile in one pass over the parts. */
async function collect(
  table: TableReader,
  { recipe, task }: { recipe: FittedRecipe; task: Task },
  { random, signal }: StageContext,
): Promise<{ sample: Sample; profile: TableProfile; classes: Target['classes'] }> {
  const target = readTarget((await table.read({ columns: [recipe.target] })).column(recipe.target), { name: recipe.target, task });
  const columns = [...recipe.inputs.map(({ name }) => name), recipe.target];
  const some = await sampleRows(table.parts({ columns }), { rows: table.rows, wanted: PROFILE_ROWS, random: random.fork('profile') });
  const profile = new ProfileBuilder(binsOf(some));
  const features = new FeatureCollector(recipe, { rows: table.rows, limitBytes: totalmem() * MEMORY_SHARE });
  for await (const part of table.parts({ columns })) {
    signal.throwIfCancelled();
    profile.add(part);
    features.add(part);
  }
  const sample = { features: features.finish(), target: target.values, classes: target.classes.length };
  return { sample, profile: profile.finish(), classes: target.classes };
}

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
async function checkParity({ graph, estimator, recipe, signature, table }: Exported, { graphs }: StageServices): Promise<number> {
  const columns = recipe.inputs.map(({ name }) => name);
  for await (const part of table.parts({ columns })) {
    const rows = part.slice(0, PARITY_ROWS);
    const predict = (features: Sample['features']): Float32Array => Float32Array.from(predictWith(estimator, features));
    const parity = await compareWithCore({ model: graph, graphs, recipe, signature, rows, predict });
    requireParity(parity);
    return parity.difference;
  }
  throw new Error('invariant: a table has at least one part');
}
