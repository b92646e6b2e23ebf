import { gbdt } from '../../../core/trainers/gbdt.js';
import { logistic } from '../../../core/trainers/logistic.js';
import type { RecipeSpecification } from '../../../core/transforms/recipe.js';
import { all, categorical, columns, numeric, recipe } from '../../../core/transforms/recipe.js';

export interface TransformSample {
  readonly transform: string;
  readonly title: string;
  /** Over the columns of randomRows(); it ends with numbers only. */
  readonly recipe: RecipeSpecification;
  /** A text that was not seen at fit is refused instead of encoded. */
  readonly refusesStrangers?: true;
}

const from = (...names: string[]) => recipe({ target: 'species' }).select(columns(...names));
const imputed = from('length', 'mass').impute(numeric(), { strategy: 'mean' });

/** Every way of choosing features. */
const selections: readonly Parameters<typeof imputed.selectFeatures>[1][] = [
  { by: 'variance', threshold: 10 },
  { by: 'correlation', threshold: 0.9 },
  { by: 'anova-f', keep: 2 },
  { by: 'chi2', keep: 0.5 },
  { by: 'mutual-information', keep: 3 },
  { by: 'importance', trainer: gbdt({ trees: 10 }) },
  { by: 'recursive-elimination', trainer: gbdt({ trees: 10 }), keep: 2, step: 0.5 },
];

/** Every transform in each of its forms: the shared contract runs over all of them. */
export const samples: readonly TransformSample[] = [
  { transform: 'impute', title: 'mean', recipe: from('length', 'mass', 'tagged').impute(all(), { strategy: 'mean' }) },
  {
    transform: 'impute',
    title: 'median, with indicator',
    recipe: from('length', 'mass').impute(numeric(), { strategy: 'median', indicator: true }),
  },
  {
    transform: 'impute',
    title: 'most frequent',
    recipe: from('mass', 'island').impute(all(), { strategy: 'most-frequent', indicator: true }).encode(categorical(), { as: 'one-hot' }),
  },
  { transform: 'impute', title: 'constant number', recipe: from('length', 'tagged').impute(all(), { strategy: 'constant', value: -1 }) },
  {
    transform: 'impute',
    title: 'constant text',
    recipe: from('island').impute(all(), { strategy: 'constant', value: 'nowhere' }).encode(all(), { as: 'ordinal' }),
  },
  { transform: 'encode', title: 'one-hot', recipe: from('island').encode(all(), { as: 'one-hot' }) },
  { transform: 'encode', title: 'one-hot with rare ones', recipe: from('island').encode(all(), { as: 'one-hot', minFrequency: 0.3 }) },
  { transform: 'encode', title: 'one-hot with few columns', recipe: from('island').encode(all(), { as: 'one-hot', maxCategories: 2 }) },
  {
    transform: 'encode',
    title: 'one-hot of known texts only',
    recipe: from('island').encode(all(), { as: 'one-hot', maxCategories: 2, unknown: 'error' }),
    refusesStrangers: true,
  },
  { transform: 'encode', title: 'ordinal', recipe: from('island').encode(all(), { as: 'ordinal' }) },
  {
    transform: 'encode',
    title: 'ordinal of known texts only',
    recipe: from('island').encode(all(), { as: 'ordinal', unknown: 'error' }),
    refusesStrangers: true,
  },
  { transform: 'encode', title: 'category', recipe: from('island', 'mass').encode(columns('island'), { as: 'category' }) },
  {
    transform: 'encode',
    title: 'category with rare ones',
    recipe: from('island').encode(all(), { as: 'category', minFrequency: 0.3 }),
  },
  { transform: 'encode', title: 'target of classes', recipe: from('island').encode(all(), { as: 'target' }) },
  {
    transform: 'encode',
    title: 'target of three classes',
    recipe: recipe({ target: 'island' }).select(columns('species')).encode(all(), { as: 'target', smooth: 10 }),
  },
  {
    transform: 'encode',
    title: 'target of numbers, missing ones among them',
    recipe: recipe({ target: 'mass' }).select(columns('island', 'species')).encode(all(), { as: 'target', folds: 3, seed: 7 }),
  },
  { transform: 'encode', title: 'frequency', recipe: from('island').encode(all(), { as: 'frequency' }) },
  { transform: 'encode', title: 'hashing', recipe: from('island').encode(all(), { as: 'hashing', columns: 5 }) },
  { transform: 'clip', title: 'at quantiles', recipe: from('length', 'mass').clip(all(), { by: 'quantile', lower: 0.1, upper: 0.9 }) },
  { transform: 'clip', title: 'at interquartile ranges', recipe: from('length', 'mass').clip(all(), { by: 'iqr', factor: 0.1 }) },
  {
    transform: 'group-rare',
    title: 'then one-hot',
    recipe: from('island').groupRare(all(), { minFrequency: 0.3 }).encode(all(), { as: 'one-hot', unknown: 'error' }),
  },
  { transform: 'scale', title: 'standard', recipe: from('length', 'mass', 'seen').scale(all(), { as: 'standard' }) },
  { transform: 'scale', title: 'min-max', recipe: imputed.scale(numeric(), { as: 'min-max' }) },
  { transform: 'scale', title: 'robust', recipe: imputed.scale(numeric(), { as: 'robust' }) },
  { transform: 'power', title: 'standardised', recipe: from('length', 'mass').derive({ signed: 'length - 45' }).power(numeric()) },
  { transform: 'power', title: 'as it comes', recipe: from('length').power(numeric(), { standardize: false }) },
  { transform: 'bin', title: 'quantiles', recipe: from('length', 'mass', 'seen').bin(all(), { bins: 4 }) },
  { transform: 'bin', title: 'equally wide, one-hot', recipe: from('length', 'mass').bin(all(), { by: 'uniform', as: 'one-hot' }) },
  {
    transform: 'dates',
    title: 'parts',
    recipe: from('seen').dates(all(), {
      parts: ['year', 'quarter', 'month', 'dayOfYear', 'dayOfMonth', 'dayOfWeek', 'hour', 'minute', 'second'],
    }),
  },
  {
    transform: 'dates',
    title: 'cyclic',
    recipe: from('seen').dates(all(), { parts: ['year', 'month', 'dayOfWeek', 'hour'], cyclic: true }),
  },
  { transform: 'text', title: 'tf-idf', recipe: from('notes').text(all(), { as: 'tf-idf' }) },
  {
    transform: 'text',
    title: 'counts of runs of words',
    recipe: from('notes').text(all(), { as: 'tf-idf', ngrams: [1, 3], idf: false, norm: 'none', maxFeatures: 40 }),
  },
  {
    transform: 'text',
    title: 'pairs of words as written, sublinear',
    recipe: from('notes').text(all(), { as: 'tf-idf', ngrams: [2, 2], lowercase: false, sublinear: true, minDocuments: 5 }),
  },
  { transform: 'text', title: 'hashing', recipe: from('notes', 'mass').text(columns('notes'), { as: 'hashing', columns: 16 }) },
  { transform: 'polynomial', title: 'squares', recipe: from('length', 'tagged', 'mass').polynomial(all()) },
  {
    transform: 'polynomial',
    title: 'interactions',
    recipe: from('length', 'tagged', 'mass').polynomial(all(), { degree: 3, interactionOnly: true }),
  },
  {
    transform: 'pca',
    title: 'two components',
    recipe: imputed.derive({ more: 'length * mass' }).scale(all(), {}).pca(all(), { components: 2 }),
  },
  { transform: 'pca', title: 'a share of the variance, whitened', recipe: imputed.pca(all(), { components: 0.9, whiten: true }) },
  ...selections.map((options): TransformSample => ({
    transform: 'select-features',
    title: options.by,
    recipe: imputed.derive({ double: 'mass * 2', noise: 'mass % 7' }).selectFeatures(all(), options),
  })),
  {
    transform: 'select-features',
    title: 'anova-f of numbers',
    recipe: recipe({ target: 'mass' }).select(columns('length', 'tagged')).selectFeatures(all(), { by: 'anova-f', keep: 1 }),
  },
  {
    transform: 'select-features',
    title: 'mutual-information of numbers',
    recipe: recipe({ target: 'mass' }).select(columns('length', 'tagged')).selectFeatures(all(), { by: 'mutual-information', keep: 1 }),
  },
  {
    transform: 'select-features',
    title: 'l1',
    recipe: imputed
      .derive({ noise: 'mass % 7' })
      .scale(all(), {})
      .selectFeatures(all(), { by: 'l1', trainer: logistic({ l2: 0, l1: 1 }) }),
  },
  { transform: 'drop', title: 'by name', recipe: from('length', 'mass').drop(columns('mass')) },
  {
    transform: 'derive',
    title: 'arithmetic',
    recipe: from('length', 'mass').derive({ ratio: 'length / mass', density: 'mass / length ** 3' }),
  },
  {
    transform: 'derive',
    title: 'of texts, then imputed',
    recipe: from('island', 'mass')
      .derive({ size: "mass > 4000 ? 'big' : island" })
      .drop(columns('island'))
      .encode(categorical(), { as: 'one-hot' }),
  },
  {
    transform: 'derive',
    title: 'in the place of its source',
    recipe: from('length').derive({ length: 'log(length)' }).scale(numeric(), {}),
  },
];
