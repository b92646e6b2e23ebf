import { z } from 'zod';
import { columns, definePipeline, deploy, evaluate, file, ingest, logistic, recipe, register, split, train } from 'leat';

/** Texts of some words, as people have typed them. */
export default definePipeline({
  name: 'birdstrikes',
  description: 'How large was the bird, by what the report calls it? 10,000 collisions with aircraft (FAA).',
  params: z.strictObject({
    words: z.int().positive().default(200).describe('most frequent words and pairs of words that are looked at'),
  }),
  build({ words }) {
    const raw = ingest({ source: file('birdstrikes.csv') });
    const { train: rows, test } = split({ table: raw, testFraction: 0.25, stratifyBy: 'Wildlife Size' });
    const features = recipe({ target: 'Wildlife Size' })
      .select(columns('Wildlife Species'))
      .text(columns('Wildlife Species'), { as: 'tf-idf', ngrams: [1, 2], maxFeatures: words });
    const model = train({ train: rows, recipe: features, trainer: logistic({ l2: 0.1 }) });
    const evaluation = evaluate({ model, test });
    const version = register({ model, evaluation, name: 'birdstrikes' });
    return { deployed: deploy({ version, alias: 'champion' }), evaluation };
  },
});
