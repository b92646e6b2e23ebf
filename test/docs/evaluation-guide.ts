import { z } from 'zod';
import {
  atLeast,
  atMost,
  definePipeline,
  evaluate,
  file,
  ingest,
  logistic,
  monitor,
  numeric,
  recipe,
  register,
  split,
  train,
} from '../../index.js';

/** The pipeline of docs/guides/evaluation.md. */
export default definePipeline({
  name: 'loans',
  params: z.strictObject({}),
  build() {
    const { train: rows, test } = split({ table: ingest({ source: file('loans.csv') }), stratifyBy: 'defaulted' });
    const features = recipe({ target: 'defaulted' }).impute(numeric(), { strategy: 'median' }).scale(numeric(), { as: 'standard' });

    const model = train({
      train: rows,
      recipe: features,
      trainer: logistic(),
      decision: {
        calibration: 'isotonic',
        threshold: {
          costs: [
            [0, 1], // of a loan that is paid back: none, or refusing it
            [8, 0], // of one that is not: granting it, or none
          ],
        },
      },
    });

    const evaluation = evaluate({
      model,
      test,
      metrics: ['lift@0.1', 'fBeta@2'],
      weightColumn: 'amount',
      slices: ['region', 'age'],
    });

    const version = register({ model, evaluation, name: 'loans', when: atLeast('rocAuc', 0.8, { confident: true }) });
    const strict = register({ model, evaluation, name: 'loans-strict', when: atMost('logLoss', 0.4) }, { as: 'register-strict' });

    const report = monitor({ model, recent: test, reference: rows, by: 'wasserstein', threshold: 0.2 });

    return { version, strict, report };
  },
});
