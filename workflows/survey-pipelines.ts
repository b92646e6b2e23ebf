import { proxyActivities } from '@temporalio/workflow';
import type { EngineActivities } from '../worker/engine-activities.js';

const { announcePipelines } = proxyActivities<EngineActivities>({
  startToCloseTimeout: '1m',
  heartbeatTimeout: '10s',
  retry: { maximumAttempts: 1 }, // whoever waits asks again
});

/** Has a worker read the project's files and tell the metadata store which pipelines they declare. */
export async function surveyPipelines(): Promise<void> {
  await announcePipelines();
}
