import type { Config } from '../config/config.js';
import type { LeatWorker } from './create-worker.js';

/** The process that runs stages: `leat/worker`. */
export type { LeatWorker } from './create-worker.js';
export { cleanStores } from './clean-stores.js';
export { describePipeline, type PipelineDescription } from './describe-pipeline.js';
export { readPretrained } from './import-model.js';
export { createLog } from './log.js';
export { listSchedules } from './list-schedules.js';
export { previewPlan, listPipelines } from './preview-plan.js';
export { testAlerts } from './test-alerts.js';
export { scoreRows, type Scoring } from './score-rows.js';

/**
 * Connects and prepares a worker. Temporal's own worker is loaded here: it takes a second of CPU, which
 * nothing else in this module needs.
 *
 * @throws LeatError `TEMPORAL_UNREACHABLE`
 */
export async function createWorker(config: Config): Promise<LeatWorker> {
  const { createWorker: create } = await import('./create-worker.js');
  return create(config);
}
