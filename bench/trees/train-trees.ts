import { join } from 'node:path';
import { requireTask, measure } from '../../core/metrics/metrics.js';
import { outcomeOf } from '../../core/metrics/outcome.js';
import { Random } from '../../core/random.js';
import { noCheckpoint } from '../../core/trainers/define-trainer.js';
import { forest } from '../../core/trainers/forest.js';
import { gbdt } from '../../core/trainers/gbdt.js';
import { predictWith, trainEstimator } from '../../core/trainers/train-estimator.js';
import { createGraphRunner } from '../../inference/graph-runner.js';
import { createTreeKernels } from '../../kernel/tree-kernels.js';
import { readRows } from './rows.js';

// One training in a process of its own, so that the peak of memory is its own.
const [folder = '', trainer = '', threads = '1'] = process.argv.slice(2);
const choice = trainer === 'forest' ? forest({ trees: 200 }) : gbdt({ trees: 100, leaves: 31, learningRate: 0.1, maxBins: 255 });
const sample = await readRows(join(folder, 'train'));
const startedAt = performance.now();
const estimator = await trainEstimator(choice, sample, {
  graphs: createGraphRunner(),
  trees: createTreeKernels(),
  threads: Number(threads),
  random: new Random('7'),
  checkpoint: noCheckpoint,
  progress: () => undefined,
  signal: { cancelled: false, throwIfCancelled: () => undefined },
});
const trainMs = performance.now() - startedAt;
const peakRssMb = process.resourceUsage().maxRSS / 1024; // before the test rows are read
const test = await readRows(join(folder, 'test'));
const outcome = outcomeOf(
  { task: 'classification', classes: 2 },
  { actual: test.target, predictions: predictWith(estimator, test.features) },
);
console.log(JSON.stringify({ trainMs, peakRssMb, auc: measure(requireTask('rocAuc', 'classification'), outcome) }));
