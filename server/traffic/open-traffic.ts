import type { Logger } from 'pino';
import type { ArtifactStore } from '../../stores/artifacts/artifact-store.js';
import type { MetadataStore } from '../../stores/metadata/metadata-store.js';
import type { InferencePool } from '../../inference/inference-pool.js';
import type { ServerMetrics } from '../metrics/server-metrics.js';
import type { ModelWatch } from '../models/model-watch.js';
import { PredictionLog, type PredictionLogSettings } from './prediction-log.js';
import { ReleaseWatch } from './release-watch.js';
import { TrafficRecorder } from './traffic-recorder.js';
import { Traffic } from './traffic.js';

export interface OpenTrafficOptions {
  readonly metadata: MetadataStore;
  readonly artifacts: ArtifactStore;
  readonly pool: InferencePool;
  readonly models: ModelWatch;
  readonly metrics: ServerMetrics;
  readonly log: Logger;
  readonly pollMs: number;
  /** Between two writes of what versions do. */
  readonly recordMs: number;
  readonly predictionLog: PredictionLogSettings;
}

export interface OpenTraffic {
  readonly traffic: Traffic;
  start(): Promise<void>;
  /** Writes what is not written yet. */
  stop(): Promise<void>;
}

/** Everything between a request and the version that answers it, wired. */
export function openTraffic(options: OpenTrafficOptions): OpenTraffic {
  const { metadata, models, metrics, log, recordMs, predictionLog } = options;
  const recorder = new TrafficRecorder({ metadata, log, intervalMs: recordMs });
  const predictions = new PredictionLog({ ...options, settings: predictionLog });
  const releases = new ReleaseWatch({
    ...options,
    servedBy: (model, alias) => models.aliases().find((each) => each.name === model && each.alias === alias)?.version ?? null,
    onFailure: (model) => {
      recorder.countRequest(model, 'answer', { rows: 0, ms: 0, failed: true });
    },
  });
  const traffic = new Traffic({ models, releases, recorder, predictions, metrics, log });
  return {
    traffic,
    start: () => releases.start(),
    async stop() {
      traffic.stop();
      await releases.stop();
      await Promise.all([recorder.stop(), predictions.stop()]);
    },
  };
}
