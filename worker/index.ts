/** The process that runs stages: `leat/worker`. */
export type { LeatWorker } from './create-worker.js';
export type { PipelineDescription } from './describe-pipeline.js';
export type { Scoring } from './score-rows.js';
export { createLog } from './log.js';

/**
 * Loads a function when it is first called. Temporal's own worker takes a second of the processor, planning brings all
 * trainers with it: whoever needs one of them does not wait for the others.
 */
function loaded<Given extends unknown[], T>(load: () => Promise<(...given: Given) => Promise<T>>): (...given: Given) => Promise<T> {
  return async (...given) => (await load())(...given);
}

/**
 * Connects and prepares a worker.
 *
 * @throws LeatError `TEMPORAL_UNREACHABLE`, `SEARCH_ATTRIBUTES_MISSING`
 */
export const createWorker = loaded(async () => (await import('./create-worker.js')).createWorker);

/**
 * Deletes the artifacts of a project that nothing refers to, and the records of events that are old.
 *
 * @throws LeatError `RUN_IN_PROGRESS` when less than a day is to be kept while a run goes on.
 */
export const cleanStores = loaded(async () => (await import('./clean-stores.js')).cleanStores);

/**
 * What a pipeline consists of, planned by the parameters that are given.
 *
 * @throws LeatError `PIPELINE_UNKNOWN`, `PARAMETER_INVALID` when the pipeline cannot be planned without more parameters.
 */
export const describePipeline = loaded(async () => (await import('./describe-pipeline.js')).describePipeline);

/**
 * Reads an ONNX file as the stage `pretrained` does, outside a run.
 *
 * @throws LeatError `ONNX_*` for a file that cannot be served, `PRETRAINED_INTERFACE`, `PARAMETER_INVALID`.
 */
export const readPretrained = loaded(async () => (await import('./import-model.js')).readPretrained);

/**
 * The schedules that the project's code declares.
 *
 * @throws LeatError `SCHEDULE_INVALID` for two of one name, `PIPELINE_INVALID` for a file that cannot be read.
 */
export const listSchedules = loaded(async () => (await import('./list-schedules.js')).listSchedules);

/** What a run would do, without a server and without storing anything: which stages, and which are cached. */
export const previewPlan = loaded(async () => (await import('./preview-plan.js')).previewPlan);

/** The project's pipelines, and what is wrong with files that declare none that could run. */
export const listPipelines = loaded(async () => (await import('./preview-plan.js')).listPipelines);

/**
 * Sends a test alert once, past rules and silences, and tells what each receiver answered.
 *
 * @throws LeatError `ALERT_CHANNEL_MISSING` when there is none at all, else `ALERT_CHANNEL_UNKNOWN`.
 */
export const testAlerts = loaded(async () => (await import('./test-alerts.js')).testAlerts);

/**
 * Predicts rows without a server, on all processors.
 *
 * @throws LeatError `MODEL_UNKNOWN`, `SOURCE_*`, `PREDICT_*`, `DESTINATION_*`
 */
export const scoreRows = loaded(async () => (await import('./score-rows.js')).scoreRows);
