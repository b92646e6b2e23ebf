import type { PlainDistribution } from '../distribution.js';
import { onStep } from '../parzen.js';
import { anyOrder, type Sampler } from '../sampler.js';
import { isActive, type SearchSpace, type Values } from '../search-space.js';

/**
 * Every combination, space by space; the last hyperparameter changes fastest. A range is cut into `steps` values,
 * its ends among them.
 */
export function gridSampler(
  spaces: readonly SearchSpace[],
  { trials, steps }: { readonly trials: number; readonly steps: number },
): Sampler {
  const places = spaces.flatMap((space, index) =>
    combinations(space, { steps, most: trials }).map((values) => ({ space: index, values, resource: null })),
  );
  return {
    trials: Math.min(trials, places.length),
    order: anyOrder,
    suggest({ number }) {
      const place = places[number];
      if (place === undefined) throw new Error('invariant: no trial is asked for beyond the last');
      return place;
    },
  };
}

/** The first ones, as many as may be tried: all of ten hyperparameters would not fit into memory. */
function combinations(space: SearchSpace, { steps, most }: { readonly steps: number; readonly most: number }): Values[] {
  return space.dimensions.reduce<Values[]>(
    (places, dimension) => {
      const longer = places.flatMap((values) => {
        if (!isActive(dimension, space, values)) return [values];
        return valuesOf(dimension.distribution, steps).map((value) => ({ ...values, [dimension.name]: value }));
      });
      return longer.slice(0, most);
    },
    [{}],
  );
}

function valuesOf(distribution: PlainDistribution, steps: number): readonly unknown[] {
  if (distribution.$search === 'choice') return distribution.values;
  const { low, high } = distribution;
  const isLog = distribution.$search === 'logUniform' || (distribution.$search === 'int' && distribution.log);
  const at = (share: number): number => (isLog ? low * (high / low) ** share : low + (high - low) * share);
  return [...new Set(Array.from({ length: steps }, (_, index) => onStep(at(index / (steps - 1)), distribution)))];
}
