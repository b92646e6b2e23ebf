import type { ClassificationMetric } from './metric.js';
import { rankRows, type Ranking } from './ranking.js';

/**
 * Area under the ROC curve: the chance that a row of the class is ranked above another row, ties
 * counted half. With more than two classes the mean over each class against the rest.
 *
 * @see Hanley & McNeil, Radiology 143 (1982): the area as a probability.
 */
export const rocAuc: ClassificationMetric = {
  name: 'rocAuc',
  task: 'classification',
  higherIsBetter: true,
  needs: 'probabilities',
  compute(outcome) {
    if (outcome.classes === 2) return areaUnder(rankRows(outcome, 1));
    let sum = 0;
    for (let index = 0; index < outcome.classes; index++) sum += areaUnder(rankRows(outcome, index));
    return sum / outcome.classes;
  },
};

/** By trapezoids; NaN when all rows or none are of the class. */
function areaUnder({ cuts, positives, negatives }: Ranking): number {
  let area = 0;
  let before = { truePositives: 0, falsePositives: 0 };
  for (const cut of cuts) {
    area += ((cut.falsePositives - before.falsePositives) * (cut.truePositives + before.truePositives)) / 2;
    before = cut;
  }
  return area / (positives * negatives);
}
