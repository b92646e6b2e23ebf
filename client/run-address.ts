/** What a run is called by Leat, and the workflow that it is for Temporal. */
export interface RunAddress {
  readonly runId: string;
  readonly workflowId: string;
}
