/** The client for everything that speaks HTTP, browsers too: `leat/client/http`. */
export { HttpClient, type HttpClientOptions, type RunOptions, type WaitOptions } from './http-client.js';
export { ApiError } from './api-error.js';
export type { FinishedRun, OutputReference, OutputsOf, ParamsOf } from './pipeline-types.js';
export type { StartedRunHandle } from './run-handle.js';
export type { CallOptions, RetryOptions } from './call-api.js';
export type { PipelineDetails, PipelineRequest, PipelineSummary } from '../../core/api/pipeline.js';
export type { Run, RunDetails, RunEvent } from '../../core/api/run.js';
export type { Schedule, ScheduleRequest } from '../../core/api/schedule.js';
