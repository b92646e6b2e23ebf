import type { SplitImportance } from '../model/model-card.js';
import type { Estimator } from './train-estimator.js';

/** A card is short enough to read. */
const MOST_FEATURES = 100;

/**
 * What the splits of a model lean on, the greatest gain first.
 *
 * @param names - Of the features, in their order.
 * @returns Undefined for a model without splits, and where gains are too large for float32.
 */
export function splitImportance({ trainer, parameters }: Estimator, names: readonly string[]): readonly SplitImportance[] | undefined {
  const importance = trainer.importance?.(parameters);
  if (importance === undefined || !importance.gain.every(Number.isFinite)) return undefined;
  return names
    .map((feature, place) => ({ feature, gain: importance.gain[place] ?? 0, splits: importance.split[place] ?? 0 }))
    .filter(({ splits }) => splits > 0)
    .sort((left, right) => right.gain - left.gain)
    .slice(0, MOST_FEATURES);
}
