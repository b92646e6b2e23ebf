import type { MonitorLimits } from '../../core/monitoring/monitor-limits.js';
import { metricName } from '../page/metric-text.js';

/** A figure of findings, as people read it. */
export interface WatchedFigure {
  readonly text: string;
  /** From where on it is worth an alert; undefined: by itself it is not. */
  readonly limit: number | undefined;
}

/** @param name - As findings have it: `drift.COLUMN`, `metric.accuracy` and others. */
export function watchedFigure(name: string, limits: MonitorLimits): WatchedFigure {
  const [kind = '', ...rest] = name.split('.');
  const of = rest.join('.');
  switch (kind) {
    case 'drift':
      return { text: `Drift of ${of}`, limit: limits.drift };
    case 'drift of predictions':
      return { text: 'Drift of predictions', limit: limits.drift };
    case 'drift together':
      return { text: 'All columns together, ROC AUC', limit: limits.together };
    case 'missing':
      return { text: `Missing values of ${of}`, limit: undefined };
    case 'metric':
      return { text: metricOfSlice(of), limit: undefined };
    case 'expected':
      return { text: `${metricName(of)}, expected`, limit: undefined };
    case 'errorRate':
      return { text: 'Share of failed requests', limit: limits.errorRate };
    case 'latencyP95Ms':
      return { text: 'Latency, 95th percentile, ms', limit: limits.latencyP95Ms };
    default:
      return { text: metricName(name), limit: undefined };
  }
}

/** `accuracy country=de` as `Accuracy, country=de`. */
function metricOfSlice(name: string): string {
  const end = name.indexOf(' ');
  return end < 0 ? metricName(name) : `${metricName(name.slice(0, end))}, ${name.slice(end + 1)}`;
}
