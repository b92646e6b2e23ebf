import { definePipeline, defineStage, gbdt, int, logUniform, numericColumn, recipe, stringColumn, Table, tune } from 'leat';
import { z } from 'zod';
import { COLUMNS, ROWS, tuneRows } from './tune-rows.js';

const rows = defineStage({
  name: 'rows',
  version: 1,
  inputs: {},
  outputs: { table: 'table' },
  params: z.strictObject({ salt: z.int() }),
  run(_inputs, { salt }) {
    const { features, target } = tuneRows(salt);
    const columns = Array.from({ length: COLUMNS }, (_, column) => {
      const values = Float64Array.from({ length: ROWS }, (_row, row) => features[row * COLUMNS + column] ?? NaN);
      return [`column${String(column)}`, numericColumn('number', values)] as const;
    });
    return { table: Table.of([...columns, ['target', stringColumn(Array.from(target, (one) => (one === 1 ? 'yes' : 'no')))]]) };
  },
});

/** 50 trials of gradient-boosted trees in five folds: what tune.py beside it does with Optuna and LightGBM. */
export const tuning = definePipeline({
  name: 'tuning',
  params: z.strictObject({ salt: z.int(), trials: z.int().default(50) }),
  build: ({ salt, trials }) => ({
    best: tune({
      train: rows({ salt }),
      recipe: recipe({ target: 'target' }),
      folds: 5,
      metric: 'logLoss',
      trials,
      candidates: [
        gbdt({
          trees: 100,
          leaves: int(4, 64, { log: true }),
          learningRate: logUniform(0.01, 0.3),
          l2: logUniform(1e-3, 10),
        }),
      ],
    }),
  }),
});
