import type { Route } from '../define-route.js';
import { deletePipeline } from './delete-pipeline.js';
import { describeModelRoutes } from './describe-model.js';
import { getEvent, listEvents, replayEvent } from './events.js';
import { docsPageOf } from './docs-page.js';
import { followRun } from './follow-run.js';
import { getAuditLog } from './get-audit-log.js';
import { feedback } from './feedback.js';
import { getArtifact } from './get-artifact.js';
import { getModel } from './get-model.js';
import { getModelSchema } from './get-model-schema.js';
import { getPipeline } from './get-pipeline.js';
import { getRun } from './get-run.js';
import { getStage } from './get-stage.js';
import { describeServer, serverLive, serverReady } from './inference-server.js';
import { inferRoutes } from './infer.js';
import { listModels } from './list-models.js';
import { listPipelines } from './list-pipelines.js';
import { listRuns } from './list-runs.js';
import { modelReadyRoutes } from './model-ready.js';
import { openapiOf } from './openapi.js';
import { approveRelease, listReleases, promoteModel, rejectRelease, releaseModel, rollBackModel } from './order-model.js';
import { approveStage, cancelRun, rejectStage, retryStage, skipStage } from './order-run.js';
import { backfillSchedule, pauseSchedule, resumeSchedule, triggerSchedule } from './order-schedule.js';
import { predict } from './predict.js';
import { healthz, metrics, readyz } from './probes.js';
import { putPipeline } from './put-pipeline.js';
import { receiveEvents } from './receive-events.js';
import { repositoryIndex } from './repository-index.js';
import { resumeRun } from './resume-run.js';
import { changeSchedule, createSchedule, deleteSchedule, getSchedule, listSchedules } from './schedules.js';
import { listDeliveries, redeliver, testWebhook } from './webhook-deliveries.js';
import { changeWebhook, createWebhook, deleteWebhook, getWebhook, listWebhooks, rotateSecret } from './webhooks.js';
import { startRun } from './start-run.js';

const described: readonly Route[] = [
  healthz,
  readyz,
  metrics,
  describeServer,
  serverLive,
  serverReady,
  ...describeModelRoutes,
  ...modelReadyRoutes,
  ...inferRoutes,
  repositoryIndex,
  predict,
  feedback,
  listModels,
  getModel,
  getModelSchema,
  ...[listReleases, promoteModel, rollBackModel, releaseModel, approveRelease, rejectRelease],
  ...[listPipelines, getPipeline, putPipeline, deletePipeline, startRun],
  ...[listRuns, getRun, getStage, followRun],
  ...[resumeRun, cancelRun, retryStage, skipStage, approveStage, rejectStage],
  ...[listSchedules, createSchedule, getSchedule, changeSchedule, deleteSchedule],
  ...[pauseSchedule, resumeSchedule, triggerSchedule, backfillSchedule],
  ...[receiveEvents, listEvents, getEvent, replayEvent],
  ...[listWebhooks, createWebhook, getWebhook, changeWebhook, deleteWebhook, rotateSecret],
  ...[testWebhook, listDeliveries, redeliver],
  getArtifact,
  getAuditLog,
];

const page = docsPageOf(described);

/** Everything that the server answers. */
export const routes: readonly Route[] = [...described, page, openapiOf([...described, page])];
