import type { ClassificationOutcome, MetricFamily } from './metric.js';
import { cutsOf } from './ranking.js';

/** Share of all positive rows that are among the share of rows with the highest probability. */
export const gain = family('gain', {
  summary: 'share of all positive rows found among the share of rows with the highest probability',
  compute: foundAmong,
});

/** How many times more positive rows are there than among as many rows drawn at random. */
export const lift = family('lift', {
  summary: 'how many times more positive rows are there than among as many drawn at random',
  compute: (outcome, share) => foundAmong(outcome, share) / share,
});

function family(
  name: string,
  { summary, compute }: { summary: string; compute: (outcome: ClassificationOutcome, share: number) => number },
): MetricFamily {
  return {
    name,
    parameter: 'share',
    expects: 'a number above 0, at most 1',
    example: 0.1,
    admits: (share) => share > 0 && share <= 1,
    of: (share) => ({
      name: `${name}@${String(share)}`,
      summary,
      degenerate: 'undefined when no row is positive; rows of equal probability at the border count in part',
      task: 'classification',
      higherIsBetter: true,
      needs: 'probabilities',
      binaryOnly: true,
      compute: (outcome) => compute(outcome, share),
    }),
  };
}

/** Rows tied at the border count by the part of them that is inside: what a random choice among them gives on average. */
function foundAmong(outcome: ClassificationOutcome, share: number): number {
  const { truePositives, falsePositives, positives, negatives } = cutsOf(outcome, 1);
  const wanted = share * (positives + negatives);
  let [found, taken] = [0, 0];
  for (let cut = 0; cut < truePositives.length && taken < wanted; cut++) {
    const [foundNow, takenNow] = [truePositives[cut] ?? 0, (truePositives[cut] ?? 0) + (falsePositives[cut] ?? 0)];
    if (takenNow > wanted) return (found + ((foundNow - found) * (wanted - taken)) / (takenNow - taken)) / positives;
    [found, taken] = [foundNow, takenNow];
  }
  return found / positives;
}
