import type { Route } from '../define-route.js';
import { describeModelRoutes } from './describe-model.js';
import { getAuditLog } from './get-audit-log.js';
import { getArtifact } from './get-artifact.js';
import { getModel } from './get-model.js';
import { getModelSchema } from './get-model-schema.js';
import { getRun } from './get-run.js';
import { describeServer, serverLive, serverReady } from './inference-server.js';
import { inferRoutes } from './infer.js';
import { listModels } from './list-models.js';
import { listRuns } from './list-runs.js';
import { modelReadyRoutes } from './model-ready.js';
import { openapiOf } from './openapi.js';
import { predict } from './predict.js';
import { healthz, metrics, readyz } from './probes.js';
import { repositoryIndex } from './repository-index.js';

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
  listModels,
  getModel,
  getModelSchema,
  listRuns,
  getRun,
  getArtifact,
  getAuditLog,
];

/** Everything that the server answers. */
export const routes: readonly Route[] = [...described, openapiOf(described)];
