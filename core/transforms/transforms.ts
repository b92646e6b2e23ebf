import { bin } from './bin.js';
import { clip } from './clip.js';
import { dates } from './dates.js';
import type { Transform } from './define-transform.js';
import { drop } from './drop.js';
import { encode } from './encode.js';
import { groupRare } from './group-rare.js';
import { impute } from './impute.js';
import { pca } from './pca.js';
import { polynomial } from './polynomial.js';
import { power } from './power.js';
import { scale } from './scale.js';
import { selectFeatures } from './select-features.js';
import { text } from './text.js';

/** Every transform of columns. To add one: its file, a line here, a sample in test/core/transforms/samples.ts. */
export const transforms: readonly Transform[] = [
  impute,
  clip,
  groupRare,
  encode,
  scale,
  power,
  bin,
  dates,
  text,
  polynomial,
  pca,
  selectFeatures,
  drop,
];
