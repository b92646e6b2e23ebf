import { gridSampler } from './samplers/grid.js';
import { halvingSampler, hyperbandSampler } from './samplers/halving.js';
import { randomSampler } from './samplers/random.js';
import { tpeSampler } from './samplers/tpe.js';
import type { Sampler } from './sampler.js';
import { resourceRange, type SearchMethod } from './search-method.js';
import type { SearchSpace } from './search-space.js';

export interface Budget {
  readonly trials: number;
  readonly parallel: number;
}

/** The sampler that a search method describes. */
export function makeSampler(method: SearchMethod, spaces: readonly SearchSpace[], budget: Budget): Sampler {
  switch (method.search) {
    case 'tpe':
      return tpeSampler(spaces, { ...budget, startup: method.startup, draws: method.draws });
    case 'random':
      return randomSampler(spaces, budget);
    case 'grid':
      return gridSampler(spaces, { ...budget, steps: method.steps });
    case 'halving':
      return halvingSampler(spaces, { ...budget, ...resourceRange(method), factor: method.factor });
    case 'hyperband':
      return hyperbandSampler(spaces, { ...budget, ...resourceRange(method), factor: method.factor });
  }
}
