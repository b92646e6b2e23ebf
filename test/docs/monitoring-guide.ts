/** The code of docs/guides/monitoring.md, which quotes it. */
import {
  challenge,
  columns,
  defineConfig,
  definePipeline,
  evaluate,
  gbdt,
  loggedRows,
  monitorModel,
  recipe,
  register,
  release,
  secret,
  split,
  train,
} from '../../index.js';
import { z } from 'zod';

export const config = defineConfig({
  server: { predictionLog: { rate: 0.1, exclude: ['name'], hash: ['customer'], salt: secret('PREDICTIONS'), keep: '90d' } },
});

export const watch = monitorModel({ model: 'churn', slices: ['country'], retrain: { pipeline: 'retrain-churn', cooldown: '7d' } });

const features = recipe({ target: 'churned' }).select(columns('country', 'age'));

export const retrain = definePipeline({
  name: 'retrain-churn',
  params: z.strictObject({}),
  build() {
    const { train: rows, test } = split({ table: loggedRows({ model: 'churn', labelled: true }), testFraction: 0.3 });
    const model = train({ train: rows, recipe: features, trainer: gbdt() });
    const version = register({ model, evaluation: evaluate({ model, test }), name: 'churn' });
    return { released: release({ version: challenge({ version, rows: test }) }) };
  },
});
