import { z } from 'zod';
import {
  categorical,
  columns,
  definePipeline,
  deploy,
  evaluate,
  file,
  gbdt,
  ingest,
  int,
  logUniform,
  numeric,
  recipe,
  register,
  ridge,
  split,
  train,
  tune,
} from 'leat';

/** A regression: two kinds of models, searched side by side. */
export default definePipeline({
  name: 'cars',
  description: 'How many miles does this car go per gallon? 406 cars of the years 1970 to 1982 (StatLib).',
  params: z.strictObject({
    trials: z.int().positive().default(16).describe('hyperparameters that are tried'),
  }),
  build({ trials }) {
    const raw = ingest({ source: file('cars.json') });
    const { train: rows, test } = split({ table: raw, testFraction: 0.25, dropMissing: ['Miles_per_Gallon'] });
    const features = recipe({ target: 'Miles_per_Gallon' })
      .drop(columns('Name'))
      .dates(columns('Year'), { parts: ['year'] })
      .impute(numeric(), { strategy: 'median' })
      .encode(categorical(), { as: 'one-hot' })
      .scale(numeric(), { as: 'standard' });
    const best = tune({
      train: rows,
      recipe: features,
      candidates: [
        gbdt({ trees: 100, leaves: int(4, 31, { log: true }), learningRate: logUniform(0.03, 0.3) }),
        ridge({ l2: logUniform(0.01, 100) }),
      ],
      folds: 5,
      metric: 'rmse',
      trials,
    });
    const model = train({ train: rows, candidate: best });
    const evaluation = evaluate({ model, test });
    const version = register({ model, evaluation, name: 'cars' });
    return { deployed: deploy({ version, alias: 'champion' }), evaluation };
  },
});
