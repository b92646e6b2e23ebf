/** All workflows, as the worker's bundle sees them. */
export { announce } from './announce.js';
export { backfill } from './backfill.js';
export { correctRun } from './correct-run.js';
export { deliverWebhook } from './deliver-webhook.js';
export { mapItems } from './map-items.js';
export { mapStage } from './map-stage.js';
export { releaseModel } from './release-model.js';
export { runPipeline } from './run-pipeline.js';
export { sendAlert } from './send-alert.js';
export { watchSchedule } from './watch-schedule.js';
export { studyStage } from './study-stage.js';
export { surveyPipelines } from './survey-pipelines.js';
