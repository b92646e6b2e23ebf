import type { Random } from '../../random.js';
import type { PlainDistribution } from '../distribution.js';
import { ParzenEstimator } from '../parzen.js';
import { drawRandomly, type Sampler, type Suggestion, type Told } from '../sampler.js';
import { isActive, type Dimension, type SearchSpace, type Values } from '../search-space.js';

export interface TpeOptions {
  readonly trials: number;
  /** Trials in flight: each is suggested from the ends of all but the so many before it. */
  readonly parallel: number;
  /** Trials that are drawn at random at first. */
  readonly startup: number;
  /** Draws among which the most promising is taken. */
  readonly draws: number;
}

/** Which space a trial is of, as one more hyperparameter: it is chosen like those. */
const SPACE = 'space';

/**
 * Tree-structured Parzen estimator: draws what is likely among the best trials and unlikely among the others.
 * What is in flight counts among the others, so that trials side by side do not try the same.
 *
 * @see Bergstra et al., Algorithms for Hyper-Parameter Optimization (NeurIPS 2011); defaults are Optuna 5.0's.
 */
export function tpeSampler(spaces: readonly SearchSpace[], { trials, parallel, startup, draws }: TpeOptions): Sampler {
  return {
    trials,
    // The first are random: they need not wait for each other.
    order: { by: 'lag', lag: parallel, free: startup },
    suggest(question) {
      const { random } = question;
      const ended = question.told.filter(({ loss }) => loss !== null);
      if (ended.length < startup) return drawRandomly(spaces, random);
      const sides = apart(ended, question.pending);
      const choice = { $search: 'choice' as const, values: spaces.map((_, index) => index) };
      const space = Number(
        promising(new Map([[SPACE, choice]]), { draws, random, sides: of(sides, ({ space: index }) => ({ [SPACE]: index })) })[SPACE],
      );
      const own = of(sides, (suggestion) => (suggestion.space === space ? suggestion.values : undefined));
      return { space, values: suggestIn(spaces[space], { draws, random, sides: own }), resource: null };
    },
  };
}

interface Sides<T> {
  readonly best: readonly T[];
  readonly others: readonly T[];
}

/** The best tenth, at most 25, and the others; each in the order of the trials. */
function apart(ended: readonly Told[], pending: readonly Suggestion[]): Sides<Suggestion> {
  const count = Math.min(Math.ceil(ended.length / 10), 25);
  const ranked = ended
    .map((told, order) => ({ told, order }))
    .sort((left, right) => (left.told.loss ?? 0) - (right.told.loss ?? 0) || left.order - right.order);
  const best = new Set(ranked.slice(0, count).map(({ told }) => told));
  return { best: ended.filter((told) => best.has(told)), others: [...ended.filter((told) => !best.has(told)), ...pending] };
}

function of<T>({ best, others }: Sides<Suggestion>, pick: (suggestion: Suggestion) => T | undefined): Sides<T> {
  const picked = (side: readonly Suggestion[]): T[] => side.map(pick).filter((each) => each !== undefined);
  return { best: picked(best), others: picked(others) };
}

interface Search {
  readonly draws: number;
  readonly random: Random;
  readonly sides: Sides<Values>;
}

/** What always plays a part is drawn together; a conditional hyperparameter alone, from the trials where it played one. */
function suggestIn(space: SearchSpace | undefined, search: Search): Values {
  if (space === undefined) throw new Error('invariant: a space was chosen among those there are');
  const isFree = ({ is }: Dimension): boolean => Object.keys(is).length === 0;
  const together = space.dimensions.filter(isFree);
  let values: Values = promising(new Map(together.map(({ name, distribution }) => [name, distribution])), search);
  for (const dimension of space.dimensions) {
    if (isFree(dimension) || !isActive(dimension, space, values)) continue;
    const { name, distribution } = dimension;
    const seen = (side: readonly Values[]): Values[] => side.filter((each) => name in each);
    const sides = { best: seen(search.sides.best), others: seen(search.sides.others) };
    values = { ...values, ...promising(new Map([[name, distribution]]), { ...search, sides }) };
  }
  return values;
}

/** Of some draws from the best side, the one that is likeliest there against the other side. */
function promising(dimensions: ReadonlyMap<string, PlainDistribution>, { draws, random, sides }: Search): Values {
  const best = new ParzenEstimator(dimensions, sides.best);
  const others = new ParzenEstimator(dimensions, sides.others);
  let chosen: Values = {};
  let highest = -Infinity;
  for (let draw = 0; draw < draws; draw++) {
    const values = best.draw(random);
    const gain = best.logDensity(values) - others.logDensity(values);
    if (gain > highest) [chosen, highest] = [values, gain];
  }
  return chosen;
}
