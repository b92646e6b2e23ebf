import { everyNthRow } from '../../core/trainers/every-nth-row.js';
import { mlp } from '../../core/trainers/mlp.js';
import { predictWith, trainEstimator } from '../../core/trainers/train-estimator.js';
import { meanLogLoss, readRows, trainerTools } from './read-rows.js';

const [folder = '', seed = ''] = process.argv.slice(2);
const sample = await readRows(folder);
// What a process loads once is not measured, on either side.
await trainEstimator(mlp({ hiddenLayerSizes: [64], maxEpochs: 1 }), everyNthRow(sample, 100), trainerTools(seed));
const startedAt = performance.now();
const estimator = await trainEstimator(mlp({ hiddenLayerSizes: [64], maxEpochs: 5 }), sample, trainerTools(seed));
const trainMs = performance.now() - startedAt;
const loss = meanLogLoss(predictWith(estimator, sample.features), sample.target);
console.log(JSON.stringify({ trainMs, loss, iterations: estimator.notes['epochs'] }));
