/** The process that runs stages: `leat/worker`. */
export { createWorker, type LeatWorker } from './create-worker.js';
export { readPretrained } from './import-model.js';
export { createLog } from './log.js';
export { previewPlan, listPipelines } from './preview-plan.js';
export { scoreFile, type ScoredRow, type Scoring } from './score-file.js';
