import { z } from 'zod';
import { makeSampler } from '../../tuning/make-sampler.js';
import { resamplingSchema } from '../../tuning/resampling.js';
import { searchMethodSchema } from '../../tuning/search-method.js';
import type { SearchSpace } from '../../tuning/search-space.js';
import type { StudySettings } from '../../tuning/study.js';
import { milliseconds } from '../duration.js';
import type { Execution } from '../plan.js';
import { duration } from '../stage-options.js';

/** Trials where neither their number nor the time is limited by the author. */
const DEFAULT_TRIALS = 50;
/** Where only the time is. */
const MOST_TRIALS = 10_000;

/** The parameters that all stages with trials share. */
export const studyParams = {
  folds: resamplingSchema.default({ resampling: 'kFold', folds: 5, repeats: 1, stratify: true }).describe('how rows are held out'),
  search: searchMethodSchema.default({ search: 'tpe', startup: 10, draws: 24 }).describe('how trials are chosen'),
  trials: z.int().positive().max(MOST_TRIALS).optional().describe('how many at most: 50 when left out, and no time is given'),
  time: duration
    .refine((time) => milliseconds(time) > 0, { error: 'expected a time above 0' })
    .optional()
    .describe('start no trial after so long; how many there were is recorded, and reproduced'),
  parallel: z.int().positive().max(100).default(4).describe('trials in flight; each is chosen from all but the so many before it'),
  defaultsFirst: z
    .boolean()
    .optional()
    .describe('begin with each candidate at the defaults of its trainer, where trials are chosen by tpe or at random'),
  ensemble: z.int().positive().max(50).optional().describe('join the best trials to one model: so many picks, one trial more than once'),
  warmStart: z
    .strictObject({ run: z.string().describe('its whole id'), stage: z.string().default('tune') })
    .optional()
    .describe('an earlier run whose trials are known from the start'),
  sampleRows: z.int().positive().default(100_000).describe('compare on at most so many rows, drawn at random'),
  weightColumn: z.string().optional().describe('column of numbers that say how much each row counts; it is no feature then'),
  nested: resamplingSchema
    .optional()
    .describe('estimate how well the search itself does: it is made anew, with as many trials, within each of these folds'),
};

type StudyParams = z.output<z.ZodObject<typeof studyParams>> & Pick<StudySettings, 'candidates' | 'metric'>;

export function studySettings({ candidates, metric, search, trials, time, parallel, defaultsFirst }: StudyParams): StudySettings {
  return {
    candidates,
    metric,
    search,
    parallel,
    defaultsFirst,
    trials: trials ?? (time === undefined ? DEFAULT_TRIALS : MOST_TRIALS),
  };
}

/** What the workflow needs to know: how many trials, and which wait for which. */
export function studyExecution(
  { search, trials, parallel }: StudySettings,
  time: StudyParams['time'],
  spaces: readonly SearchSpace[],
): Execution {
  const sampler = makeSampler(search, spaces, { trials, parallel });
  return { kind: 'study', trials: sampler.trials, parallel, order: sampler.order, timeMs: time === undefined ? null : milliseconds(time) };
}
