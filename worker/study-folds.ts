import { outerFoldsName } from '../activities/nested-search.js';
import { rankSearch } from '../activities/rank-search.js';
import { recordName } from '../activities/trial-results.js';
import type { PreparedFolds } from '../core/model/trial.js';
import { prepareFolds } from '../core/pipeline/stages/prepare-folds.js';
import type { StudyStageParams } from '../core/pipeline/stages/study-of.js';
import { trial } from '../core/pipeline/stages/trial.js';
import { targetOf } from '../core/transforms/recipe.js';
import { readDocument } from '../stores/artifacts/documents.js';
import type { ControlBlock } from './control-block.js';
import type { OpenedStudy } from './engine-activities.js';
import { runInnerStage, type InnerJob } from './run-inner-stage.js';
import type { ThreadServices } from './thread-services.js';

interface Tools {
  readonly control: ControlBlock;
  readonly services: ThreadServices;
}

/** Prepares the folds that all trials share; of a nested search also the outer folds, and the folds within each. */
export async function prepareStudyFolds(params: StudyStageParams, job: InnerJob, tools: Tools): Promise<OpenedStudy> {
  const { nested } = params;
  const stage = job.outer.name;
  const own = foldParams(params);
  const folds = await prepare({ name: recordName({ stage }, 'folds'), params: own }, job, tools);
  if (nested === undefined) return { folds };
  const whole = await prepare({ name: outerFoldsName(stage), params: { ...own, folds: nested } }, job, tools);
  const splits = ((await readDocument(tools.services.artifacts, whole)) as PreparedFolds).folds; // what prepareFolds makes
  const outer: string[] = [];
  for (const fold of splits.keys()) {
    const name = recordName({ stage, outer: fold }, 'folds');
    outer.push(await prepare({ name, params: { ...own, within: { folds: nested, fold } } }, job, tools));
  }
  return { folds, outer };
}

/** Trains what each nested search has chosen on all rows that it saw, and scores it on the outer fold that it did not see. */
export async function scoreOuterFolds(params: StudyStageParams, job: InnerJob, { control, services }: Tools): Promise<void> {
  const place = { runId: job.task.runId, stage: job.outer.name };
  const [record] = await services.metadata.items(place.runId, place.stage, [outerFoldsName(place.stage)]);
  const folds = record?.outputs['folds']?.digest;
  if (params.nested === undefined || folds === undefined) return;
  const splits = ((await readDocument(services.artifacts, folds)) as PreparedFolds).folds; // what prepareFolds makes
  for (const outer of splits.keys()) {
    const { study, best } = await rankSearch(params, { ...place, outer }, services);
    const wanted = { trainer: best.trainer, metric: study.metric.name, resource: null, rows: 1, fold: outer, keepPredictions: false };
    const name = recordName({ ...place, outer }, 'score');
    await runInnerStage({ name, declaration: trial.declaration, params: wanted, inputs: { folds } }, job, { control, services });
  }
}

async function prepare({ name, params }: { name: string; params: unknown }, job: InnerJob, tools: Tools): Promise<string> {
  const inputs = { train: String(job.task.inputs['train']) };
  const { folds } = await runInnerStage({ name, declaration: prepareFolds.declaration, params, inputs }, job, tools);
  if (folds === undefined) throw new Error('invariant: prepareFolds makes folds');
  return folds;
}

function foldParams({ recipe, folds, sampleRows, weightColumn, candidates, task }: StudyStageParams) {
  return { target: targetOf(recipe, 'tune'), recipe, folds, sampleRows, weightColumn, trainers: candidates.map(({ name }) => name), task };
}
