import { Random } from '../../../core/random.js';
import type { DataSet } from './data-set.js';

interface Generator extends Pick<DataSet, 'name' | 'metric'> {
  readonly rows: number;
  readonly features: number;
  readonly draw: (random: Random) => { readonly values: readonly number[]; readonly target: number };
}

const CENTRES = 6;
const centreSigns = new Random('quality/clusters/centres');
const centres = Array.from({ length: CENTRES }, () => Array.from({ length: 5 }, () => (centreSigns.next() < 0.5 ? -1 : 1)));

const generators: readonly Generator[] = [
  {
    // Like scikit-learn's make_classification: three classes of two clusters each on the corners of a cube.
    name: 'clusters',
    metric: 'accuracy',
    rows: 4_000,
    features: 15,
    draw(random) {
      const centre = random.below(CENTRES);
      const values = Array.from({ length: 15 }, (_, feature) => normal(random) + (centres[centre]?.[feature] ?? 0));
      return { values, target: random.next() < 0.02 ? random.below(3) : centre % 3 };
    },
  },
  {
    // Friedman, Multivariate adaptive regression splines (1991): five of ten features count.
    name: 'friedman',
    metric: 'rmse',
    rows: 4_000,
    features: 10,
    draw(random) {
      const values = uniform(random, 10);
      const [a = 0, b = 0, c = 0, d = 0, e = 0] = values;
      return { values, target: 10 * Math.sin(Math.PI * a * b) + 20 * (c - 0.5) ** 2 + 10 * d + 5 * e + normal(random) };
    },
  },
  {
    // Four fields by four, where no feature tells anything alone, and two features of noise.
    name: 'checkerboard',
    metric: 'rocAuc',
    rows: 4_000,
    features: 4,
    draw(random) {
      const values = uniform(random, 4);
      const [x = 0, y = 0] = values;
      const field = (Math.floor(4 * x) + Math.floor(4 * y)) % 2;
      return { values, target: random.next() < 0.05 ? 1 - field : field };
    },
  },
  {
    // What logistic regression assumes.
    name: 'plane',
    metric: 'rocAuc',
    rows: 4_000,
    features: 20,
    draw(random) {
      const values = Array.from({ length: 20 }, () => normal(random));
      const logit = values.reduce((sum, value, feature) => sum + value / (1 + feature), -0.5);
      return { values, target: Number(random.next() < 1 / (1 + Math.exp(-logit))) };
    },
  },
];

export const generatedDataSets = generators.map((generator) => ({ name: generator.name, load: () => generate(generator) }));

function generate({ name, metric, rows, features, draw }: Generator): Promise<DataSet> {
  const random = new Random(`quality/${name}`);
  const drawn = Array.from({ length: rows }, () => draw(random));
  const columns = Array.from({ length: features }, (_, feature) => drawn.map(({ values }) => values[feature] ?? NaN));
  const targets = drawn.map(({ target }) => target);
  return Promise.resolve({ name, metric, columns, target: metric === 'rmse' ? targets : targets.map(String) });
}

function uniform(random: Random, count: number): number[] {
  return Array.from({ length: count }, () => random.next());
}

/** Box and Muller. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}
