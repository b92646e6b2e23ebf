/** Everything that is told of a run as it goes on, by names that are promises to those who follow it. */
export const runEventTypes = [
  'run.started',
  'run.held',
  'run.continued',
  'run.completed',
  'run.failed',
  'run.cancelled',
  'stage.started',
  'stage.retrying',
  'stage.completed',
  'stage.cached',
  'stage.failed',
  'stage.cancelled',
  'stage.skipped',
] as const;

export type RunEventType = (typeof runEventTypes)[number];

/** Nothing follows these. */
export function endsRun(type: RunEventType): boolean {
  return type === 'run.completed' || type === 'run.failed' || type === 'run.cancelled';
}
