import { expect, test } from 'vitest';
import { gbdt } from '../../../../core/trainers/gbdt.js';
import { trainEstimator } from '../../../../core/trainers/train-estimator.js';
import { explainTrees } from '../../../../core/trainers/trees/explain-trees.js';
import { predictTrees } from '../../../../core/trainers/trees/predict-trees.js';
import { goesLeft, type TreeEnsemble } from '../../../../core/trainers/trees/tree-ensemble.js';
import { randomSample } from '../samples.js';
import { trainerTools } from '../trainer-tools.js';

/** Shapley values are sums of products of shares: a few dozen roundings of doubles, of float32 leaves. */
const DIGITS = 6;

const sample = randomSample('explained', { rows: 400, classes: 3 });

async function learn(): Promise<TreeEnsemble> {
  const { parameters } = await trainEstimator(gbdt({ trees: 5, leaves: 8 }), sample, trainerTools());
  return (parameters as { ensemble: TreeEnsemble }).ensemble; // what gbdt learns
}

/** The mean of a tree over what is not known, in the shares of the training rows. */
function expectation(ensemble: TreeEnsemble, node: number, known: { values: Float32Array; features: ReadonlySet<number> }): number {
  const { feature, left, cover, leaves } = ensemble;
  const split = feature[node] ?? -1;
  const first = left[node] ?? 0;
  if (split < 0) return leaves[first] ?? 0;
  if (known.features.has(split)) {
    return expectation(ensemble, goesLeft(ensemble, node, known.values[split] ?? NaN) ? first : first + 1, known);
  }
  const share = (child: number): number => (cover[child] ?? 0) / (cover[node] ?? 1);
  return share(first) * expectation(ensemble, first, known) + share(first + 1) * expectation(ensemble, first + 1, known);
}

/** By the definition: over all sets of the other features. */
function shapleyValue(
  ensemble: TreeEnsemble,
  { values, feature, output }: { values: Float32Array; feature: number; output: number },
): number {
  const others = [0, 1, 2, 3].filter((each) => each !== feature);
  const factorial = [1, 1, 2, 6, 24];
  let sum = 0;
  for (let bits = 0; bits < 8; bits++) {
    const set = others.filter((_, index) => (bits >> index) & 1);
    const weight = ((factorial[set.length] ?? 0) * (factorial[3 - set.length] ?? 0)) / 24;
    for (let tree = output; tree < ensemble.roots.length; tree += 3) {
      const root = ensemble.roots[tree] ?? 0;
      const value = (features: readonly number[]): number => expectation(ensemble, root, { values, features: new Set(features) });
      sum += weight * (value([...set, feature]) - value(set));
    }
  }
  return sum;
}

test('gives the Shapley values of the definition', async () => {
  const ensemble = await learn();
  const rows = { ...sample.features, rows: 3, data: sample.features.data.slice(0, 12) };
  const contributions = explainTrees(ensemble, rows);
  for (let row = 0; row < 3; row++) {
    for (let feature = 0; feature < 4; feature++) {
      for (let output = 0; output < 3; output++) {
        const expected = shapleyValue(ensemble, { values: rows.data.subarray(row * 4, row * 4 + 4), feature, output });
        expect(contributions[(row * 5 + feature) * 3 + output]).toBeCloseTo(expected, DIGITS);
      }
    }
  }
});

test('adds up to the scores', async () => {
  const ensemble = await learn();
  const contributions = explainTrees(ensemble, sample.features);
  predictTrees(ensemble, sample.features).forEach((score, index) => {
    const [row, output] = [Math.floor(index / 3), index % 3];
    const sum = [0, 1, 2, 3, 4].reduce((total, feature) => total + (contributions[(row * 5 + feature) * 3 + output] ?? 0), 0);
    expect(sum).toBeCloseTo(score, DIGITS);
  });
});
