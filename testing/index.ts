/** Tests of pipelines: `leat/testing`. */
export { runPipeline, type TestRunOptions } from './run-pipeline.js';
export { startEngine, type EngineOptions, type TestEngine } from './start-engine.js';
export type { TestedStage, TestRun } from './test-run.js';
