import type { SplitImportance } from '../../core/model/model-card.js';

/** As many as fit on a line. */
const MOST_FEATURES = 6;

/** The features that splits lean on most, with their shares of all gain. */
export function importanceText(importance: readonly SplitImportance[]): string {
  const total = importance.reduce((sum, { gain }) => sum + gain, 0);
  const shown = importance.slice(0, MOST_FEATURES).map(({ feature, gain }) => `${feature} ${String(Math.round((100 * gain) / total))} %`);
  return [...shown, ...(importance.length > MOST_FEATURES ? ['…'] : [])].join(' · ');
}
