import { z } from 'zod';
import {
  categorical,
  columns,
  definePipeline,
  deploy,
  evaluate,
  file,
  ingest,
  logistic,
  numeric,
  prepare,
  recipe,
  register,
  rowCount,
  select,
  split,
  train,
  validate,
} from 'leat';
import { labelDelays } from './label-delays.js';

/** Will this flight be more than 15 minutes late? Three million flights within the United States, read part by part. */
export default definePipeline({
  name: 'flights',
  params: z.strictObject({
    source: z.string().default('flights-3m.parquet').describe('file in a data root'),
    minutes: z.number().positive().default(15),
    sampleRows: z.int().positive().default(50_000).describe('rows that candidates are compared on'),
  }),
  build({ source, minutes, sampleRows }) {
    const raw = ingest({ source: file(source) });
    const { table: checked } = validate({ table: raw, whole: [rowCount({ min: 1000 })] });
    const labelled = labelDelays({ table: checked, minutes });
    const { train: rows, test } = split({ table: labelled, testFraction: 0.2 });
    const features = recipe({ target: 'late' })
      .derive({ hour: 'hour(date)', weekday: 'dayOfWeek(date)' })
      .drop(columns('date'))
      .encode(categorical(), { as: 'one-hot', maxCategories: 50 })
      .scale(numeric(), { as: 'standard' });
    const transform = prepare({ train: rows, recipe: features });
    const best = select({ train: rows, recipe: features, candidates: [logistic({ l2: 1 })], folds: 3, metric: 'rocAuc', sampleRows });
    const model = train({ train: rows, candidate: best, transform });
    const evaluation = evaluate({ model, test });
    const version = register({ model, evaluation, name: 'flights' });
    return { deployed: deploy({ version, alias: 'champion' }), evaluation };
  },
});
