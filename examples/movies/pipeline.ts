import { z } from 'zod';
import { autoModel, definePipeline, deploy, evaluate, file, ingest, register, split, train } from 'leat';

/** A model without being told how: recipe, trainers and hyperparameters are found in the rows. */
export default definePipeline({
  name: 'movies',
  description: 'How do people rate this movie? 3,201 movies with gaps, names and dates (IMDb, Rotten Tomatoes, The Numbers).',
  params: z.strictObject({
    trials: z.int().positive().default(10).describe('choices that are tried'),
  }),
  build({ trials }) {
    const raw = ingest({ source: file('movies.json') });
    const { train: rows, test } = split({ table: raw, testFraction: 0.25, dropMissing: ['IMDB Rating'] });
    // #region guide
    const best = autoModel({ train: rows, target: 'IMDB Rating', leaveOut: ['IMDB Votes'], trials, time: '10m' });
    const model = train({ train: rows, candidate: best });
    // #endregion guide
    const evaluation = evaluate({ model, test });
    const version = register({ model, evaluation, name: 'movies' });
    return { deployed: deploy({ version, alias: 'champion' }), evaluation };
  },
});
