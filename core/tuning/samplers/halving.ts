import { LeatError } from '../../errors.js';
import { drawRandomly, type Question, type Sampler, type Suggestion } from '../sampler.js';
import type { SearchSpace } from '../search-space.js';

export interface HalvingOptions {
  readonly trials: number;
  /** Of the resource: what the first rung gets, and the last. */
  readonly minimum: number;
  readonly maximum: number;
  /** One in so many goes on to the next rung, with so many times the resource. */
  readonly factor: number;
}

/** Trials that get the same share of the resource: new ones, or the best of the rung before. */
interface Rung {
  readonly from: number;
  readonly size: number;
  readonly resource: number;
  /** Where the rung begins that this one takes the best of. */
  readonly above: number | null;
}

/**
 * Many trials get little of the resource, the best of them more, and so on.
 *
 * @throws LeatError `PARAMETER_INVALID` when there are fewer trials than rungs.
 * @see Jamieson & Talwalkar, Non-stochastic Best Arm Identification (AISTATS 2016).
 */
export function halvingSampler(spaces: readonly SearchSpace[], options: HalvingOptions): Sampler {
  const levels = levelsOf(options);
  requireTrials(options.trials, levels.length);
  return rungSampler(spaces, bracket(levels, { ...options, trials: options.trials, from: 0 }));
}

/**
 * Brackets of successive halving, from many trials with little to few with all of the resource: right where it is not
 * known whether little of it tells trials apart.
 *
 * @throws LeatError `PARAMETER_INVALID` when there are fewer trials than rungs of all brackets.
 * @see Li et al., Hyperband (JMLR 18, 2018).
 */
export function hyperbandSampler(spaces: readonly SearchSpace[], options: HalvingOptions): Sampler {
  const levels = levelsOf(options);
  requireTrials(options.trials, (levels.length * (levels.length + 1)) / 2);
  // Every bracket gets about the same budget of the resource; trials are shared in proportion to what each asks for.
  const wanted = levels.map((_, skipped) =>
    bracketTrials({ rungs: levels.length - skipped, brackets: levels.length, factor: options.factor }),
  );
  const total = wanted.reduce((sum, trials) => sum + trials, 0);
  const rungs: Rung[] = [];
  levels.forEach((_, skipped) => {
    const from = rungs.reduce((sum, { size }) => sum + size, 0);
    const own = levels.length - skipped;
    const kept = ((own - 1) * own) / 2; // one for each rung of the brackets behind it
    const share = Math.max(own, Math.floor((options.trials * (wanted[skipped] ?? 0)) / total));
    const trials = Math.min(share, options.trials - from - kept);
    rungs.push(...bracket(levels.slice(skipped), { ...options, trials, from }));
  });
  return rungSampler(spaces, rungs);
}

function requireTrials(trials: number, rungs: number): void {
  if (trials >= rungs) return;
  const message = `search: expected at least ${String(rungs)} trials, one in each rung, got ${String(trials)}: raise the minimum, the factor or the trials`;
  throw new LeatError('PARAMETER_INVALID', message, { details: { trials, rungs } });
}

/** The resource of each rung, least first. */
function levelsOf({ minimum, maximum, factor }: HalvingOptions): number[] {
  const rungs = Math.floor(Math.log(maximum / minimum) / Math.log(factor) + 1e-9);
  return Array.from({ length: rungs + 1 }, (_, rung) => maximum / factor ** (rungs - rung));
}

/** What a bracket of so many rungs asks for in Hyperband. */
function bracketTrials({ rungs, brackets, factor }: { rungs: number; brackets: number; factor: number }): number {
  const first = Math.ceil((brackets / rungs) * factor ** (rungs - 1));
  return Array.from({ length: rungs }, (_, rung) => Math.max(1, Math.floor(first / factor ** rung))).reduce((sum, size) => sum + size, 0);
}

/** As many trials in the first rung as leave enough for the rungs behind it. */
function bracket(levels: readonly number[], { trials, factor, from }: HalvingOptions & { readonly from: number }): Rung[] {
  const sizes = (first: number): number[] => levels.map((_, rung) => Math.max(1, Math.floor(first / factor ** rung)));
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, size) => total + size, 0);
  let first = 1;
  while (sum(sizes(first + 1)) <= trials) first++;
  let next = from;
  let above: number | null = null;
  return sizes(first).map((size, rung) => {
    const made: Rung = { from: next, size, resource: levels[rung] ?? 1, above };
    above = next;
    next += size;
    return made;
  });
}

function rungSampler(spaces: readonly SearchSpace[], rungs: readonly Rung[]): Sampler {
  const rungOf = (number: number): Rung => {
    const rung = rungs.findLast(({ from }) => from <= number);
    if (rung === undefined) throw new Error('invariant: the first rung begins with trial 0');
    return rung;
  };
  return {
    trials: rungs.reduce((sum, { size }) => sum + size, 0),
    order: { by: 'rungs', rungs: rungs.map(({ from, above }) => ({ from, reads: above === null ? 0 : from })) },
    suggest(question) {
      const rung = rungOf(question.number);
      return { ...placeIn(rung, { spaces, question }), resource: rung.resource };
    },
  };
}

function placeIn({ from, above }: Rung, { spaces, question }: { spaces: readonly SearchSpace[]; question: Question }): Suggestion {
  const { number, told, random } = question;
  // What an earlier run told stands before the trials of this one.
  const before = told.length - from;
  const best =
    above === null
      ? undefined
      : told
          .slice(before + above, before + from)
          .filter(({ loss }) => loss !== null)
          .sort((left, right) => (left.loss ?? 0) - (right.loss ?? 0))[number - from];
  // Where too many of a rung failed, a new trial takes the place.
  return best ?? drawRandomly(spaces, random);
}
