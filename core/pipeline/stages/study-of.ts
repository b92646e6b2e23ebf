import type { z } from 'zod';
import type { TrialResult } from '../../model/trial.js';
import { Study, type StudySettings } from '../../tuning/study.js';
import { studySettings } from './study-params.js';
import type { tune } from './tune.js';

/** The parameters of a stage with trials. */
export type StudyStageParams = Omit<z.output<typeof tune.declaration.params>, 'candidates'> & Pick<StudySettings, 'candidates'>;

/** The search that such a stage describes. */
export function studyOf(
  params: StudyStageParams,
  options: { seed: string; earlier?: readonly TrialResult[] },
): { study: Study; keepPredictions: boolean } {
  return { study: new Study(studySettings(params), options), keepPredictions: params.ensemble !== undefined };
}
