import type { Bench } from './bench.js';
import { compareQuality } from './trainers/quality/compare-quality.js';
import { generatedDataSets } from './trainers/quality/generated-data-sets.js';
import { publicDataSets } from './trainers/quality/public-data-sets.js';

const dataSets = [...publicDataSets, ...generatedDataSets];

/** How well trainers predict, beside scikit-learn and LightGBM. */
export const qualityBench: Bench = {
  cases: dataSets.map(({ name }) => name),
  async run(cases, report) {
    for (const { name, load } of dataSets) if (cases.includes(name)) await compareQuality(await load(), report);
  },
};
