import { availableParallelism } from 'node:os';
import { Random } from '../../core/random.js';
import { collectSample } from '../../core/trainers/collect-sample.js';
import { noCheckpoint } from '../../core/trainers/define-trainer.js';
import { gbdt } from '../../core/trainers/gbdt.js';
import { trainEstimator } from '../../core/trainers/train-estimator.js';
import { fitRecipe } from '../../core/transforms/fit-recipe.js';
import { categorical, numeric, recipe } from '../../core/transforms/recipe.js';
import { createGraphRunner } from '../../inference/graph-runner.js';
import { createTreeKernels } from '../../kernel/tree-kernels.js';
import { FileArtifactStore } from '../../stores/artifacts/file-artifact-store.js';
import { openTable } from '../../stores/artifacts/tables.js';

// As the stage train does it, in a process of its own, so that the peak of memory is its own.
const [folder = '', digest = ''] = process.argv.slice(2);
const table = await openTable(await FileArtifactStore.open(folder), digest);
const random = new Random('7');
const signal = { cancelled: false, throwIfCancelled: () => undefined };

const startedAt = performance.now();
const specification = recipe({ target: 'target' })
  .impute(numeric(), { strategy: 'median' })
  .encode(categorical(), { as: 'one-hot', minFrequency: 0.02, unknown: 'ignore' })
  .scale(numeric(), { as: 'standard' });
const fitted = await fitRecipe(specification, (columns) => table.parts(columns ? { columns } : {}));
const request = { recipe: fitted, task: 'classification' as const, wanted: table.rows, limitBytes: 2 ** 33 };
const { sample } = await collectSample(table, request, { random, signal });
const preparedAt = performance.now();
await trainEstimator(gbdt({ trees: 100 }), sample, {
  graphs: createGraphRunner(),
  trees: createTreeKernels(),
  threads: availableParallelism(),
  random: random.fork('train'),
  checkpoint: noCheckpoint,
  progress: () => undefined,
  signal,
});
const figures = {
  recipeMs: preparedAt - startedAt,
  trainMs: performance.now() - preparedAt,
  peakRssMb: process.resourceUsage().maxRSS / 1024,
};
console.log(JSON.stringify(figures));
