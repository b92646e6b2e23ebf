import { checkHyperparameters } from '../trainers/trainer-choice.js';
import { contains, isActive, type SearchSpace, type Values } from './search-space.js';

/** Where in a space its trainer would be if nothing were searched; a range without the default is begun at its first value. */
export function defaultPlace(space: SearchSpace): Values {
  const { hyperparameters: defaults } = checkHyperparameters({ name: space.trainer, hyperparameters: space.fixed });
  const values: Record<string, unknown> = {};
  for (const dimension of space.dimensions) {
    if (!isActive(dimension, space, values)) continue;
    const { name, distribution } = dimension;
    const first = distribution.$search === 'choice' ? distribution.values[0] : distribution.low;
    values[name] = contains(distribution, defaults[name]) ? defaults[name] : first;
  }
  return values;
}
