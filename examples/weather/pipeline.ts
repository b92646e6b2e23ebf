import { z } from 'zod';
import { columns, definePipeline, deploy, evaluate, file, gbdt, grid, ingest, recipe, register, select, split, train } from 'leat';

/** More than two classes, some of them rare. */
export default definePipeline({
  name: 'weather',
  description: 'Sun, rain, drizzle, fog or snow? 1,461 days in Seattle (NOAA).',
  params: z.strictObject({
    folds: z.int().min(2).default(4).describe('folds of the cross-validation'),
  }),
  build({ folds }) {
    const raw = ingest({ source: file('seattle-weather.csv') });
    const { train: rows, test } = split({ table: raw, testFraction: 0.25, stratifyBy: 'weather' });
    const features = recipe({ target: 'weather' })
      .derive({ spread: 'temp_max - temp_min' })
      .dates(columns('date'), { parts: ['month'], cyclic: true });
    const candidates = grid({ leaves: [4, 8], learningRate: [0.05, 0.1] }).map((point) => gbdt({ ...point, trees: 80 }));
    const best = select({ train: rows, recipe: features, candidates, folds, metric: 'logLoss' });
    const model = train({ train: rows, candidate: best });
    const evaluation = evaluate({ model, test, metrics: ['accuracy', 'logLoss', 'topKAccuracy@2'] });
    const version = register({ model, evaluation, name: 'weather' });
    return { deployed: deploy({ version, alias: 'champion' }), evaluation };
  },
});
