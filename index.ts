/** What pipelines are written with: `leat`. */

// Declaring
export { defineConfig } from './config/config-file.js';
export { definePipeline, type Pipeline } from './core/pipeline/define-pipeline.js';
export { notify, openIncident, rollBack, startPipeline, type Correction } from './core/pipeline/corrections.js';
export { defineStage, type Stage, type StageDeclaration } from './core/pipeline/define-stage.js';
export type { Handle } from './core/pipeline/handle.js';
export { each, map, parts } from './core/pipeline/map-stage.js';
export { nest } from './core/pipeline/nest.js';
export type { Kind } from './core/pipeline/kinds.js';
export { makePlan } from './core/pipeline/make-plan.js';
export type { Plan } from './core/pipeline/plan.js';
export type { PipelineSpecification } from './core/pipeline/specification.js';
export type { StageContext } from './core/pipeline/stage-context.js';
export { dataInterval } from './core/schedule/data-interval.js';
export { defineSchedule, type DeclaredSchedule, type ScheduleDeclaration } from './core/schedule/define-schedule.js';
export { LeatError } from './core/errors.js';

// Stages
export { monitorModel, type MonitoredModel } from './core/pipeline/monitor-model.js';
export { approve } from './core/pipeline/stages/approve.js';
export { autoModel } from './core/pipeline/stages/auto-model.js';
export { challenge } from './core/pipeline/stages/challenge.js';
export { deploy } from './core/pipeline/stages/deploy.js';
export { evaluate } from './core/pipeline/stages/evaluate.js';
export { external } from './core/pipeline/stages/external.js';
export { ingest } from './core/pipeline/stages/ingest.js';
export { loggedRows } from './core/pipeline/stages/logged-rows.js';
export { monitor } from './core/pipeline/stages/monitor.js';
export { prepare } from './core/pipeline/stages/prepare.js';
export { pretrained } from './core/pipeline/stages/pretrained.js';
export { register } from './core/pipeline/stages/register.js';
export { score } from './core/pipeline/stages/score.js';
export { release } from './core/pipeline/stages/release.js';
export { select } from './core/pipeline/stages/select.js';
export { split } from './core/pipeline/stages/split.js';
export { train } from './core/pipeline/stages/train.js';
export { tune } from './core/pipeline/stages/tune.js';
export { validate } from './core/pipeline/stages/validate.js';
export { waitFor } from './core/pipeline/stages/wait-for.js';
export { watchModel } from './core/pipeline/stages/watch-model.js';
export { extract } from './core/pipeline/stages/extract.js';
export { window } from './core/pipeline/stages/window.js';
export { write } from './core/pipeline/stages/write.js';
export { lag, rolling } from './core/windows/window-column.js';

// Sources
export { file, httpApi, sqlQuery } from './core/pipeline/source-descriptions.js';
export { toFile, toSqlTable } from './core/pipeline/destination-descriptions.js';
export { secret } from './core/pipeline/secret.js';

// Expectations
export { between } from './core/expectations/between.js';
export { warn } from './core/expectations/expectations.js';
export { inferContract } from './core/expectations/infer-contract.js';
export { fresh } from './core/expectations/fresh.js';
export { matches } from './core/expectations/matches.js';
export { notNull, nullShare } from './core/expectations/null-share.js';
export { ofType } from './core/expectations/of-type.js';
export { oneOf } from './core/expectations/one-of.js';
export { rowCount } from './core/expectations/row-count.js';
export { unique } from './core/expectations/unique.js';
export { varied } from './core/expectations/varied.js';

// Recipes
export { all, categorical, columns, except, numeric, recipe, type RecipeSpecification } from './core/transforms/recipe.js';

// Trainers, their hyperparameters, and gates
export { dummy } from './core/trainers/dummy.js';
export { ensemble } from './core/trainers/ensemble.js';
export { elasticNet } from './core/trainers/elastic-net.js';
export { isolationForest } from './core/trainers/isolation-forest.js';
export { kmeans } from './core/trainers/kmeans.js';
export { lasso } from './core/trainers/lasso.js';
export { extraTrees } from './core/trainers/extra-trees.js';
export { forest } from './core/trainers/forest.js';
export { gbdt } from './core/trainers/gbdt.js';
export { linear } from './core/trainers/linear.js';
export { logistic } from './core/trainers/logistic.js';
export { mlp } from './core/trainers/mlp.js';
export { ridge } from './core/trainers/ridge.js';
export { choice, int, logUniform, uniform, when, type Distribution } from './core/tuning/distribution.js';
export { grid } from './core/tuning/grid.js';
export { gridSearch, halving, hyperband, randomSearch, tpe, type SearchMethod } from './core/tuning/search-method.js';
export { groupKFold, kFold, leaveOneGroupOut, predefinedFolds, timeSeries, type Resampling } from './core/tuning/resampling.js';
export { atLeast, atMost, betterThanChampion } from './core/pipeline/gate.js';

// Tables, for stages of one's own
export type { Column, ColumnType, NumericColumn, Schema, StringColumn } from './core/table/column.js';
export { numericColumn, stringColumn } from './core/table/columns.js';
export { tableFromRows } from './core/table/from-rows.js';
export { Table } from './core/table/table.js';
export type { TableReader } from './core/table/table-reader.js';
export { toRows } from './core/table/to-rows.js';
