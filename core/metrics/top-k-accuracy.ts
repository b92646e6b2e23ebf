import type { MetricFamily } from './metric.js';
import { keptMean } from './weighted-mean.js';

/** Share of rows whose class is among the k most probable ones; of equally probable classes the later one comes first, as in scikit-learn. */
export const topKAccuracy: MetricFamily = {
  name: 'topKAccuracy',
  parameter: 'k',
  expects: 'a whole number from 1',
  example: 3,
  admits: (k) => Number.isInteger(k) && k >= 1,
  of: (k) => ({
    name: `topKAccuracy@${String(k)}`,
    summary: 'share of rows whose class is among the k most probable ones',
    degenerate: '1 when there are no more than k classes',
    task: 'classification',
    higherIsBetter: true,
    needs: 'probabilities',
    compute(outcome) {
      const { actual, probabilities, classes } = outcome;
      return keptMean(outcome, `topKAccuracy@${String(k)}`, (row) => {
        const own = actual[row] ?? 0;
        const probability = probabilities?.[row * classes + own] ?? NaN;
        let before = 0;
        for (let index = 0; index < classes; index++) {
          const other = probabilities?.[row * classes + index] ?? NaN;
          if (other > probability || (other === probability && index > own)) before++;
        }
        return Number(before < k);
      });
    },
  }),
};
