import { z } from 'zod';
import {
  columns,
  definePipeline,
  evaluate,
  file,
  grid,
  ingest,
  lag,
  numeric,
  recipe,
  register,
  ridge,
  rolling,
  select,
  split,
  timeSeries,
  train,
  window,
} from 'leat';

/** A time series: earlier rows become columns, and nothing is ever learned from later ones. */
export default definePipeline({
  name: 'temperature',
  description: 'How warm will the day be? From the days before it, in Seattle (NOAA).',
  params: z.strictObject({
    folds: z.int().min(2).default(4).describe('stretches of time that candidates are compared on'),
  }),
  build({ folds }) {
    const raw = ingest({ source: file('seattle-weather.csv') });
    const days = window({
      table: raw,
      orderBy: 'date',
      columns: {
        yesterday: lag('temp_max', 1),
        dayBefore: lag('temp_max', 2),
        week: rolling('temp_max', { rows: 7, as: 'mean' }),
        rainYesterday: lag('precipitation', 1),
      },
    });
    const { train: rows, test } = split({ table: days, testFraction: 0.25, timeBy: 'date', dropMissing: ['dayBefore'] });
    const features = recipe({ target: 'temp_max' })
      // Of the day itself nothing is known but its date.
      .drop(columns('precipitation', 'temp_min', 'wind', 'weather'))
      .dates(columns('date'), { parts: ['month'], cyclic: true })
      .impute(numeric(), { strategy: 'median' })
      .scale(numeric(), { as: 'standard' });
    const best = select({
      train: rows,
      recipe: features,
      candidates: grid({ l2: [0.1, 1, 10] }).map(ridge),
      folds: timeSeries({ by: 'date', folds }),
      metric: 'mae',
    });
    const model = train({ train: rows, candidate: best });
    const evaluation = evaluate({ model, test });
    return { version: register({ model, evaluation, name: 'temperature' }), evaluation };
  },
});
