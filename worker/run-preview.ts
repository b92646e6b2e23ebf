import type { AdoptedStage, RunRecord } from '../stores/metadata/metadata-store.js';
import type { PipelineSource } from './pipeline-source.js';
import type { PlannedRun } from '../core/pipeline/planned-run.js';

/** What planning decides, before anything is stored. */
export interface RunPreview {
  readonly planned: PlannedRun;
  readonly adopted: readonly AdoptedStage[];
  /** The run that is being resumed. */
  readonly resumed: RunRecord | null;
  /** Where the pipeline and its stages are declared; none when plan and code are an earlier run's, and stored already. */
  readonly sources: readonly PipelineSource[];
}
