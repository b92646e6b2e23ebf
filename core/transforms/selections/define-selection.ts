import { z } from 'zod';
import type { Field } from '../../table/column.js';
import { defineForm, type Fold, type Form, type RecipeField } from '../define-transform.js';

const selectionLearned = z.strictObject({
  /** Places among the selected columns, ascending. */
  kept: z.array(z.int()),
});

type Selected = z.infer<typeof selectionLearned>;

interface Selection<Options> {
  readonly options: z.ZodType<Options>;
  readonly usesTarget: boolean;
  fit(options: Options, group: readonly RecipeField[], target: Field | undefined): Fold<Selected>;
}

/** A way to choose features: the others are left out, also of what the served model asks for. */
export function defineSelection<Options>({ options, usesTarget, fit }: Selection<Options>): Form<Options, Selected> {
  return defineForm({
    accepts: ['number', 'integer', 'boolean'],
    takes: 'all',
    options,
    learned: selectionLearned,
    usesTarget: () => usesTarget,
    fit,
    outputs: (group, { learned }) => pick(group, learned),
    apply: (columns, { learned }) => pick(columns, learned),
    toGraph: (inputs, { learned }) => pick(inputs, learned),
  });
}

function pick<Member>(members: readonly Member[], { kept }: Selected): Member[] {
  return kept.flatMap((place) => members[place] ?? []);
}

/** A number of features, or below 1 a share of them. */
export const countOrShare = z
  .number()
  .positive()
  .refine((count) => count < 1 || Number.isInteger(count), { error: 'expected a share below 1, or a whole number' });

export const keepOption = countOrShare.describe('how many features stay; below 1: which share of them');

/** The best-scored features, at least one; of equals the first; a score that is not defined is the worst. */
export function keepBest(scores: ArrayLike<number>, keep: number): Selected {
  const count = keep < 1 ? Math.max(1, Math.round(keep * scores.length)) : Math.min(keep, scores.length);
  const scoreOf = (place: number): number => {
    const score = scores[place] ?? NaN;
    return Number.isNaN(score) ? -Infinity : score;
  };
  const ranked = Array.from({ length: scores.length }, (_, place) => place).sort((left, right) => {
    const [one, other] = [scoreOf(left), scoreOf(right)];
    return one === other ? left - right : other > one ? 1 : -1;
  });
  return { kept: ranked.slice(0, count).sort((left, right) => left - right) };
}

/** The features whose score is high enough. */
export function keepAbove(scores: ArrayLike<number>, isEnough: (score: number) => boolean): Selected {
  return { kept: Array.from({ length: scores.length }, (_, place) => place).filter((place) => isEnough(scores[place] ?? NaN)) };
}
