import { gridSampler } from './samplers/grid.js';
import { halvingSampler, hyperbandSampler, type HalvingOptions } from './samplers/halving.js';
import { randomSampler } from './samplers/random.js';
import { tpeSampler } from './samplers/tpe.js';
import type { Sampler } from './sampler.js';
import type { SearchMethod } from './search-method.js';
import type { SearchSpace } from './search-space.js';

/** Rows that a first rung gets where its author says nothing: three rungs of three times the rows lead to all. */
const LEAST_ROWS = 1 / 27;

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
      return halvingSampler(spaces, { ...budget, ...resourceOf(method) });
    case 'hyperband':
      return hyperbandSampler(spaces, { ...budget, ...resourceOf(method) });
  }
}

function resourceOf({ resource, minimum, maximum, factor }: Extract<SearchMethod, { resource: string }>): Omit<HalvingOptions, 'trials'> {
  return { factor, minimum: minimum ?? (resource === 'rows' ? LEAST_ROWS : 1), maximum: maximum ?? 1 };
}
