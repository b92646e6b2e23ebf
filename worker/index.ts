/** The process that runs stages: `leat/worker`. */
export { createWorker, type LeatWorker } from './create-worker.js';
export { previewPlan, listPipelines } from './preview-plan.js';
