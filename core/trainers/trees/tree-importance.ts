import type { FeatureImportance } from '../define-trainer.js';
import type { TreeEnsemble } from './tree-ensemble.js';

/** Gains and numbers of the splits on each feature. */
export function treeImportance({ features, feature, gain }: TreeEnsemble): FeatureImportance {
  const importance = { gain: new Float64Array(features), split: new Float64Array(features) };
  feature.forEach((split, node) => {
    if (split < 0) return;
    importance.gain[split] = (importance.gain[split] ?? 0) + (gain[node] ?? 0);
    importance.split[split] = (importance.split[split] ?? 0) + 1;
  });
  return importance;
}
