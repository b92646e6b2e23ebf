import type { RunError, RunSchedule, RunSummary } from '../core/pipeline/run-state.js';
import type { RunPipelineRequest, RunPipelineResult } from '../workflows/run-pipeline.js';

export interface PlanRunRequest extends RunPipelineRequest {
  readonly runId: string;
  readonly workflowId: string;
}

export interface EndRunRequest extends RunSummary {
  readonly runId: string;
  readonly pipeline: string;
}

export interface AlertRequest {
  readonly event: 'run.failed';
  readonly runId: string;
  readonly pipeline: string;
  readonly error: RunError;
}

/** The engine's own activities; stages come beside them, each under its own name. */
export interface EngineActivities {
  planRun(request: PlanRunRequest): Promise<RunSchedule>;
  endRun(request: EndRunRequest): Promise<RunPipelineResult>;
  /** To every channel of the configuration, the log among them. */
  deliverAlert(request: AlertRequest): Promise<void>;
}
