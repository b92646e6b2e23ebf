import type { TrainerChoice } from '../../../core/model/trainer-choice.js';
import { predictWith, trainEstimator } from '../../../core/trainers/train-estimator.js';
import { trainerTools } from '../read-rows.js';
import { FOLDS, takeRows, type Prepared } from './prepare.js';

/** What a trainer says of each row, trained on the folds that the row is not in: shape [rows, max(classes, 1)]. */
export async function predictFolds(choice: TrainerChoice, { seed, sample, folds }: Prepared): Promise<Float64Array> {
  const outputs = Math.max(sample.classes, 1);
  const predictions = new Float64Array(sample.target.length * outputs);
  for (let fold = 0; fold < FOLDS; fold++) {
    const train = takeRows(sample, (row) => folds[row] !== fold);
    const test = takeRows(sample, (row) => folds[row] === fold);
    const estimator = await trainEstimator(choice, train, trainerTools(String(seed)));
    const predicted = predictWith(estimator, test.features);
    let at = 0;
    folds.forEach((of, row) => {
      if (of === fold) predictions.set(predicted.subarray(at, (at += outputs)), row * outputs);
    });
  }
  return predictions;
}
