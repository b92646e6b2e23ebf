import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { workflowInfo } from '@temporalio/workflow';

const key = defineSearchAttributeKey('TemporalScheduledStartTime', SearchAttributeType.DATETIME);

/** The time that a schedule started this run for, before jitter: ISO 8601. Nothing for a run that no schedule started. */
export function scheduledAt(): { scheduledAt?: string } {
  const time = workflowInfo().typedSearchAttributes.get(key);
  return time === undefined ? {} : { scheduledAt: time.toISOString() };
}
