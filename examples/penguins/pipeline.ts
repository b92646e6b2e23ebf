import { z } from 'zod';
import {
  atLeast,
  categorical,
  definePipeline,
  deploy,
  evaluate,
  file,
  grid,
  ingest,
  logistic,
  notNull,
  numeric,
  oneOf,
  prepare,
  recipe,
  register,
  select,
  split,
  train,
  validate,
} from 'leat';

export default definePipeline({
  name: 'penguins',
  description: 'Which species is this penguin? 344 birds, some with missing measurements (Palmer Archipelago, Gorman et al. 2014).',
  params: z.strictObject({
    testFraction: z.number().gt(0).lt(1).default(0.2).describe('share of the birds kept back for the evaluation'),
    folds: z.int().min(2).default(5).describe('folds of the cross-validation'),
  }),
  build({ testFraction, folds }) {
    const raw = ingest({ source: file('penguins.json') });
    const { table: checked } = validate({
      table: raw,
      expect: { Species: [notNull(), oneOf('Adelie', 'Chinstrap', 'Gentoo')] },
    });
    const { train: rows, test } = split({ table: checked, testFraction, stratifyBy: 'Species' });
    const features = recipe({ target: 'Species' })
      .derive({ beakRatio: '`Beak Length (mm)` / `Beak Depth (mm)`' })
      .impute(numeric(), { strategy: 'median' })
      .impute(categorical(), { strategy: 'most-frequent' })
      .encode(categorical(), { as: 'one-hot', unknown: 'ignore' })
      .scale(numeric(), { as: 'standard' });
    const transform = prepare({ train: rows, recipe: features });
    const best = select({
      train: rows,
      recipe: features,
      candidates: grid({ l2: [0.01, 0.1, 1, 10] }).map(logistic),
      folds,
      metric: 'f1Macro',
    });
    const model = train({ train: rows, candidate: best, transform });
    const evaluation = evaluate({ model, test });
    const version = register({ model, evaluation, name: 'penguins', when: atLeast('f1Macro', 0.9) });
    return { deployed: deploy({ version, alias: 'champion' }), evaluation };
  },
});
