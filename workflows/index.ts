/** All workflows, as the worker's bundle sees them. */
export { runPipeline } from './run-pipeline.js';
export { sendAlert } from './send-alert.js';
