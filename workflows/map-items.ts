import { proxyActivities } from '@temporalio/workflow';
import type { EngineActivities } from '../worker/engine-activities.js';
import type { MapStageRequest } from './map-stage.js';
import { activityOptions } from './run-activity.js';

export interface MapItemsRequest extends MapStageRequest {
  /** Numbers of items, from 0: `to` is not among them. */
  readonly from: number;
  readonly to: number;
}

/** Items of one activity, at most: more would save little, and they run one after another. */
const SLICE = 10;

/** Runs items from one number to another, as many at once as the author allows. */
export async function mapItems({ task, stage, from, to }: MapItemsRequest): Promise<void> {
  const { execution } = stage;
  if (execution?.kind !== 'map') throw new Error('invariant: only mapped stages have items');
  // Few items are spread over all workers; many are handed out by the slice.
  const slice = Math.min(SLICE, Math.ceil((to - from) / execution.inFlight));
  const { runItems } = proxyActivities<EngineActivities>({
    ...activityOptions(stage.policy),
    startToCloseTimeout: stage.policy.timeoutMs * slice,
  });
  let next = from;
  const lane = async (): Promise<void> => {
    for (let first = next; first < to; first = next) {
      next = Math.min(to, first + slice);
      await runItems({ task, from: first, to: next });
    }
  };
  await Promise.all(Array.from({ length: Math.min(execution.inFlight, Math.ceil((to - from) / slice)) }, lane));
}
