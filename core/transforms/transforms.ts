import type { Transform } from './define-transform.js';
import { drop } from './drop.js';
import { encode } from './encode.js';
import { impute } from './impute.js';
import { scale } from './scale.js';

/** Every transform of a column. To add one: its file, a line here, a sample in test/core/transforms/samples.ts. */
export const transforms: readonly Transform[] = [impute, encode, scale, drop];
