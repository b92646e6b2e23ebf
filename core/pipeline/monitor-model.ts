import { z } from 'zod';
import type { monitorLimits } from '../monitoring/monitor-limits.js';
import { dataInterval } from '../schedule/data-interval.js';
import { startPipeline } from './corrections.js';
import { definePipeline, type Pipeline } from './define-pipeline.js';
import { milliseconds, type Duration } from './duration.js';
import type { SourceDescription } from './source-descriptions.js';
import { ingest } from './stages/ingest.js';
import { watchModel } from './stages/watch-model.js';

/** Which model is watched, by what, and what is done when it drifts or gets worse. */
export interface MonitoredModel {
  /** Its name in the registry. */
  readonly model: string;
  /** `champion` when left out. */
  readonly alias?: string;
  readonly limits?: z.input<typeof monitorLimits>;
  readonly metrics?: readonly string[];
  readonly slices?: readonly string[];
  readonly together?: boolean;
  /** Where labels stand that nobody sends to the server: rows with the id of a prediction and its label. */
  readonly labels?: SourceDescription;
  /** Of `labels`: `id` when left out. */
  readonly idColumn?: string;
  /** Of `labels`: `label` when left out. */
  readonly labelColumn?: string;
  /** How long labels take to come: metrics are of the rows that were served so much earlier than the window. */
  readonly labelDelay?: Duration;
  /** Trains a new version by itself. */
  readonly retrain?: {
    /** The pipeline that does: it ends in `challenge` and `release`. */
    readonly pipeline: string;
    readonly params?: Readonly<Record<string, z.core.util.JSONType>>;
    readonly on?: readonly ('drift' | 'degradation')[];
    /** As soon as so many new labels have come. */
    readonly labels?: number;
    readonly every?: Duration;
    /** `1d` when left out. */
    readonly cooldown?: Duration;
  };
}

const monitored = z.strictObject({ window: dataInterval() });

/**
 * A pipeline that looks at a served model window by window: give it a schedule, whose interval is the window.
 *
 * @returns A pipeline named `monitor-MODEL`.
 */
export function monitorModel({
  model,
  retrain,
  metrics,
  slices,
  labels,
  labelDelay,
  ...settings
}: MonitoredModel): Pipeline<typeof monitored> {
  return definePipeline({
    name: `monitor-${model}`,
    params: monitored,
    ...(retrain === undefined ? {} : { onDegraded: [startPipeline(retrain.pipeline, retrain.params)] }),
    build: ({ window }) => ({
      report: watchModel({
        model,
        window,
        ...settings,
        ...(metrics && { metrics: [...metrics] }),
        ...(slices && { slices: [...slices] }),
        ...(labels && { labels: ingest({ source: labels }, { as: 'labels' }) }),
        ...(labelDelay && { labelDelay: milliseconds(labelDelay) }),
        retrain: retrain === undefined ? null : policyOf(retrain),
      }),
    }),
  });
}

function policyOf({ on, labels, every, cooldown }: NonNullable<MonitoredModel['retrain']>) {
  return {
    ...(on && { on: [...on] }),
    ...(labels !== undefined && { labels }),
    ...(every && { every: milliseconds(every) }),
    ...(cooldown && { cooldown: milliseconds(cooldown) }),
  };
}
