import { anyOrder, drawRandomly, type Sampler } from '../sampler.js';
import type { SearchSpace } from '../search-space.js';

/** Draws every trial without regard to the others. */
export function randomSampler(spaces: readonly SearchSpace[], { trials }: { readonly trials: number }): Sampler {
  return { trials, order: anyOrder, suggest: ({ random }) => drawRandomly(spaces, random) };
}
