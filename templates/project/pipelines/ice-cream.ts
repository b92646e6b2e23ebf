import {
  atLeast,
  categorical,
  definePipeline,
  deploy,
  evaluate,
  file,
  grid,
  ingest,
  notNull,
  numeric,
  recipe,
  register,
  ridge,
  select,
  split,
  train,
  validate,
} from 'leat';
import { z } from 'zod';
import { openDays } from '../stages/open-days.js';

export default definePipeline({
  name: 'ice-cream',
  description: 'How many ice creams does the stall sell, by weather and weekday?',
  params: z.strictObject({
    testFraction: z.number().gt(0).lt(1).default(0.2).describe('share of the days kept back for the evaluation'),
  }),
  build({ testFraction }) {
    const { table: days } = validate({
      table: ingest({ source: file('ice-cream.csv') }),
      expect: { sold: notNull(), temperature: notNull() },
    });
    const { train: rows, test } = split({ table: openDays({ table: days }), testFraction });
    const features = recipe({ target: 'sold' })
      .encode(categorical(), { as: 'one-hot', unknown: 'ignore' })
      .scale(numeric(), { as: 'standard' });
    const candidate = select({
      train: rows,
      recipe: features,
      candidates: grid({ l2: [0.01, 0.1, 1] }).map(ridge),
      folds: 5,
      metric: 'r2',
    });
    const model = train({ train: rows, candidate });
    const evaluation = evaluate({ model, test });
    const version = register({ model, evaluation, name: 'ice-cream', when: atLeast('r2', 0.7) });
    return { deployed: deploy({ version, alias: 'champion' }), evaluation };
  },
});
