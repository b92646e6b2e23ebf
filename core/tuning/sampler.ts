import type { TrialOrder } from '../pipeline/trial-order.js';
import type { Random } from '../random.js';
import { isActive, type SearchSpace, type Values } from './search-space.js';
import { onStep } from './parzen.js';
import type { PlainDistribution } from './distribution.js';

/** What a trial is to try: which of the spaces, where in it, and on how much of the resource. */
export interface Suggestion {
  /** Number of the search space. */
  readonly space: number;
  readonly values: Values;
  /** How much of the resource it gets; null when the search has none. */
  readonly resource: number | null;
}

/** A trial that has ended. */
export interface Told extends Suggestion {
  /** The lower the better; null for a trial that failed. */
  readonly loss: number | null;
}

export interface Question {
  /** Of the trial, from 0. */
  readonly number: number;
  /** The trials that the suggestion is made from: the first `readsOf(order, number)`, in order, behind those of an earlier run. */
  readonly told: readonly Told[];
  /** The trials between those and this one: suggested, their ends not yet known. */
  readonly pending: readonly Suggestion[];
  /** A stream of the trial's own. */
  readonly random: Random;
}

/**
 * Decides what to try next: a function of number, seed and the ends of earlier trials. It keeps nothing, so
 * whoever has these can go on, and the same question always has the same answer.
 */
export interface Sampler {
  /** How many trials there are. */
  readonly trials: number;
  /** Which trials must have ended before one can be suggested: they are what it is made from. */
  readonly order: TrialOrder;
  suggest(question: Question): Suggestion;
}

/** For samplers whose trials do not depend on each other. */
export const anyOrder: TrialOrder = { by: 'rungs', rungs: [{ from: 0, reads: 0 }] };

/** A place drawn without regard to what is known. */
export function drawRandomly(spaces: readonly SearchSpace[], random: Random): Suggestion {
  const space = random.below(spaces.length);
  return { space, values: drawValues(spaces[space], random), resource: null };
}

export function drawValues(space: SearchSpace | undefined, random: Random): Values {
  if (space === undefined) throw new Error('invariant: a search has at least one space');
  let values: Values = {};
  for (const dimension of space.dimensions) {
    if (isActive(dimension, space, values)) values = { ...values, [dimension.name]: drawValue(dimension.distribution, random) };
  }
  return values;
}

/** Equally likely over the range, on its scale. */
export function drawValue(distribution: PlainDistribution, random: Random): unknown {
  switch (distribution.$search) {
    case 'choice':
      return distribution.values[random.below(distribution.values.length)];
    case 'int': {
      const { low, high, step, log } = distribution;
      if (!log) return low + step * random.below(Math.floor((high - low) / step) + 1);
      return onStep(Math.exp(between(Math.log(low - 0.5), Math.log(high + 0.5), random)), distribution);
    }
    case 'uniform': {
      const { low, high, step = 0 } = distribution;
      return onStep(between(low - step / 2, high + step / 2, random), distribution);
    }
    case 'logUniform':
      return onStep(Math.exp(between(Math.log(distribution.low), Math.log(distribution.high), random)), distribution);
  }
}

function between(from: number, to: number, random: Random): number {
  return from + (to - from) * random.next();
}
