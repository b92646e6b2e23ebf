import type { LinearParameters } from '../../core/trainers/linear-model.js';
import { logistic } from '../../core/trainers/logistic.js';
import { predictWith, trainEstimator } from '../../core/trainers/train-estimator.js';
import { meanLogLoss, readRows, trainerTools } from './read-rows.js';

const [folder = '', seed = ''] = process.argv.slice(2);
const sample = await readRows(folder);
const startedAt = performance.now();
const estimator = await trainEstimator(logistic({ l2: 1, tolerance: 1e-6 }), sample, trainerTools(seed));
const trainMs = performance.now() - startedAt;
const { weights } = estimator.parameters as LinearParameters; // what the trainer learns
const penalty = weights.reduce((sum, weight) => sum + weight * weight, 0) / 2 / sample.target.length;
const loss = meanLogLoss(predictWith(estimator, sample.features), sample.target) + penalty;
const { iterations, iterationsOnPart = 0 } = estimator.notes;
console.log(JSON.stringify({ trainMs, loss, iterations: Number(iterations) + Number(iterationsOnPart) }));
