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
  { transform: 'scale', title: 'standard', recipe: from('length', 'mass', 'seen').scale(all(), { as: 'standard' }) },
  { transform: 'scale', title: 'min-max', recipe: imputed.scale(numeric(), { as: 'min-max' }) },
  { transform: 'scale', title: 'robust', recipe: imputed.scale(numeric(), { as: 'robust' }) },
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
