import { FeatureCollector } from '../../core/trainers/feature-collector.js';
import { fitRecipe } from '../../core/transforms/fit-recipe.js';
import { consecutivePlaces } from '../../core/transforms/places.js';
import { categorical, numeric, recipe } from '../../core/transforms/recipe.js';
import { readMixedRows, ROWS } from './mixed-rows.js';

const [folder = ''] = process.argv.slice(2);
const parts = await readMixedRows(folder);

// In a process of its own, so that the peak is its own. Reading the files is not counted, as it is not for the peer.
const startedAt = performance.now();
const specification = recipe()
  .impute(numeric(), { strategy: 'median' })
  .encode(categorical(), { as: 'one-hot', minFrequency: 0.01 })
  .scale(numeric(), { as: 'standard' });
const fitted = await fitRecipe(specification, async function* () {
  for (const part of parts) yield await Promise.resolve(part);
});
const fittedAt = performance.now();
const collector = new FeatureCollector(fitted, { rows: ROWS, limitBytes: 2 ** 31 });
let rowsBefore = 0;
for (const part of parts) {
  collector.add(part, consecutivePlaces(rowsBefore, part.rows));
  rowsBefore += part.rows;
}
const features = collector.finish();
const wallMs = performance.now() - startedAt;
const peakRssMb = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ wallMs, peakRssMb, fitMs: fittedAt - startedAt, features: features.names.length }));
