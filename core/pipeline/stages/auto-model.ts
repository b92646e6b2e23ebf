import { z } from 'zod';
import { metricName } from '../../metrics/metric-name.js';
import { chooseCandidates } from '../../tuning/auto/choose-candidates.js';
import type { ChosenStudy } from '../../tuning/auto/choose-study.js';
import { defineStage } from '../define-stage.js';
import { versionsOf } from '../versions.js';
import type { StudyStageParams } from './study-of.js';
import { studyExecution, studyParams, studySettings } from './study-params.js';

const { folds, trials, time, parallel, sampleRows, weightColumn, nested } = studyParams;

/** How it searches, whatever it searches. */
const search = { search: 'tpe', startup: 10, draws: 24 } as const;

const params = z.strictObject({
  target: z.string().min(1).describe('the column to predict'),
  leaveOut: z.array(z.string()).default([]).describe('columns that are no features'),
  task: z
    .enum(['classification', 'regression'])
    .optional()
    .describe('texts, booleans and whole numbers of at most 10 values are classes when left out'),
  metric: metricName.optional().describe('logLoss or rmse, by the task, when left out'),
  folds,
  trials,
  time,
  parallel,
  ensemble: z.int().min(0).max(50).default(20).describe('join the best trials to one model: so many picks; 0: take the best trial alone'),
  sampleRows,
  weightColumn,
  nested,
});

/**
 * Finds a model for a target without being told how: the kind of problem, the recipe and the trainers are chosen by
 * the rows (core/tuning/auto), their hyperparameters searched as by `tune`, and the best trials joined to one model.
 */
export const autoModel = defineStage({
  name: 'autoModel',
  version: 1,
  inputs: { train: 'table' },
  outputs: { candidate: 'candidate' },
  params,
  versions: () => versionsOf({ trainers: trainersChosen() }),
  // Which trials wait for which does not depend on what is searched.
  execution: (given) => studyExecution(studySettings(searchFound(given, { candidates: [], metric: '' })), given.time, []),
  work: 'compute',
});

export type AutoModelParams = z.output<typeof params>;

/** The search that its parameters and the rows make together. */
export function searchFound<Found extends Pick<ChosenStudy, 'candidates' | 'metric'>>(
  given: AutoModelParams,
  found: Found,
): Omit<AutoModelParams, 'ensemble'> & Found & Pick<StudyStageParams, 'search' | 'defaultsFirst' | 'ensemble' | 'warmStart'> {
  const { ensemble, ...settled } = given;
  const joined = ensemble === 0 ? undefined : ensemble;
  return { ...settled, ...found, search, defaultsFirst: true, ensemble: joined, warmStart: undefined };
}

/** By name, all that may be chosen: a new version of one may give another model. */
function trainersChosen() {
  const chosen = (['classification', 'regression'] as const).flatMap((task) => chooseCandidates(task, 5_000));
  return chosen.map(({ name }) => ({ name, hyperparameters: {} }));
}
