import type { FeatureMatrix } from '../define-trainer.js';
import { goesLeft, type TreeEnsemble } from './tree-ensemble.js';

/** A feature on the way from the root: which share of rows comes through when it is unknown, whether this row does, and its weight. */
interface Step {
  readonly feature: number;
  readonly unknown: number;
  readonly known: number;
  weight: number;
}

/**
 * Shapley values of every row: what each feature adds to each sum of the trees, and last the mean output over the
 * training rows. A feature that is unknown lets rows go both ways, in the shares of the training rows.
 *
 * @returns Row-major, shape [rows, features + 1, outputs].
 * @see Lundberg, Erion & Lee, Consistent Individualized Feature Attribution for Tree Ensembles (2018), algorithm 2.
 */
export function explainTrees(ensemble: TreeEnsemble, { data, rows, names }: FeatureMatrix): Float64Array {
  const { outputs, width, base, roots } = ensemble;
  const size = (names.length + 1) * outputs;
  const contributions = new Float64Array(rows * size);
  const expected = Float64Array.from(base);
  roots.forEach((root, tree) => {
    addExpectation(expected, { ensemble, root, tree });
  });
  for (let row = 0; row < rows; row++) {
    const target = contributions.subarray(row * size, (row + 1) * size);
    const values = data.subarray(row * names.length, (row + 1) * names.length);
    target.set(expected, names.length * outputs);
    roots.forEach((root, tree) => {
      const output = width === 1 ? tree % outputs : 0;
      new TreeExplainer(ensemble, values, (feature, leaf, share) => {
        for (let index = 0; index < width; index++) {
          const place = feature * outputs + output + index;
          target[place] = (target[place] ?? 0) + share * (ensemble.leaves[leaf * width + index] ?? 0);
        }
      }).visit(root);
    });
  }
  return contributions;
}

/** Adds the mean of a tree's leaves, weighted by the rows that came to them. */
function addExpectation(sums: Float64Array, { ensemble, root, tree }: { ensemble: TreeEnsemble; root: number; tree: number }): void {
  const { outputs, width, feature, left, cover, leaves } = ensemble;
  const total = cover[root] ?? 1;
  const end = ensemble.roots[tree + 1] ?? feature.length;
  for (let node = root; node < end; node++) {
    if ((feature[node] ?? -1) >= 0) continue;
    for (let index = 0; index < width; index++) {
      const output = width === 1 ? tree % outputs : index;
      const value = leaves[(left[node] ?? 0) * width + index] ?? 0;
      sums[output] = (sums[output] ?? 0) + ((cover[node] ?? 0) / total) * value;
    }
  }
}

/** One row in one tree. */
class TreeExplainer {
  readonly #ensemble: TreeEnsemble;
  readonly #values: Float32Array;
  readonly #add: (feature: number, leaf: number, share: number) => void;

  constructor(ensemble: TreeEnsemble, values: Float32Array, add: (feature: number, leaf: number, share: number) => void) {
    this.#ensemble = ensemble;
    this.#values = values;
    this.#add = add;
  }

  visit(node: number, path: readonly Step[] = [{ feature: -1, unknown: 1, known: 1, weight: 1 }]): void {
    const { feature, left, cover } = this.#ensemble;
    const split = feature[node] ?? -1;
    if (split < 0) {
      this.#explainLeaf(left[node] ?? 0, path);
      return;
    }
    const first = left[node] ?? 0;
    const isLeft = goesLeft(this.#ensemble, node, this.#values[split] ?? NaN);
    // A feature that was on the way before is taken out, and counts once, with both its shares.
    const before = path.find((step, index) => index > 0 && step.feature === split);
    const rest = before === undefined ? path : without(path, path.indexOf(before));
    for (const [child, isTaken] of [
      [first, isLeft],
      [first + 1, !isLeft],
    ] as const) {
      const share = (cover[child] ?? 0) / (cover[node] ?? 1);
      const known = isTaken ? (before?.known ?? 1) : 0;
      this.visit(child, extend(rest, { feature: split, unknown: share * (before?.unknown ?? 1), known }));
    }
  }

  #explainLeaf(leaf: number, path: readonly Step[]): void {
    path.forEach(({ feature, known, unknown }, index) => {
      if (index === 0) return;
      const total = without(path, index).reduce((sum, { weight }) => sum + weight, 0);
      this.#add(feature, leaf, total * (known - unknown));
    });
  }
}

/** One more feature: weights of the subsets of each size grow by those with it and those without. */
function extend(path: readonly Step[], { feature, unknown, known }: Omit<Step, 'weight'>): Step[] {
  const depth = path.length;
  const longer = [...path.map((step) => ({ ...step })), { feature, unknown, known, weight: depth === 0 ? 1 : 0 }];
  for (let index = depth - 1; index >= 0; index--) {
    const [step, next] = [longer[index], longer[index + 1]];
    if (step === undefined || next === undefined) continue;
    next.weight += (known * step.weight * (index + 1)) / (depth + 1);
    step.weight = (unknown * step.weight * (depth - index)) / (depth + 1);
  }
  return longer;
}

/** The path as it was before the feature at a place came: the reverse of `extend`. */
function without(path: readonly Step[], place: number): Step[] {
  const depth = path.length - 1;
  const { known = 0, unknown = 0 } = path[place] ?? {};
  const weights = path.map(({ weight }) => weight);
  let carried = weights[depth] ?? 0;
  for (let index = depth - 1; index >= 0; index--) {
    const weight = weights[index] ?? 0;
    if (known !== 0) {
      weights[index] = (carried * (depth + 1)) / ((index + 1) * known);
      carried = weight - ((weights[index] ?? 0) * unknown * (depth - index)) / (depth + 1);
    } else {
      weights[index] = (weight * (depth + 1)) / (unknown * (depth - index));
    }
  }
  return path.toSpliced(place, 1).map((step, index) => ({ ...step, weight: weights[index] ?? 0 }));
}
