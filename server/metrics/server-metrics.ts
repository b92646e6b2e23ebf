import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, Gauge, Histogram } from '../../core/prometheus.js';

/** Of the timer whose lateness is measured. */
const RESOLUTION_MS = 10;

/** What the server tells of itself at /metrics. */
export class ServerMetrics {
  readonly #requests = new Counter('leat_http_requests_total', 'Requests by route, method and status.');
  readonly #durations = new Histogram('leat_http_request_duration_seconds', 'Time to answer a request, by route.');
  readonly #predictions = new Counter('leat_predictions_total', 'Predicted rows by model and version.');
  readonly #events = new Counter('leat_events_total', 'CloudEvents by what came of them.');
  readonly #shadows = new Counter('leat_shadow_requests_total', 'Requests shown to the candidate of a release, by what became of them.');
  readonly #logged = new Counter('leat_prediction_log_rows_total', 'Rows offered to the prediction log, by what became of them.');
  readonly #delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });

  readonly #gauges = [
    new Gauge('leat_event_loop_delay_p99_seconds', 'Delay of the event loop since the last scrape, 99th percentile.', () =>
      this.#takeDelay(),
    ),
    new Gauge('leat_resident_memory_bytes', 'Resident memory of the process.', () => process.memoryUsage.rss()),
    new Gauge('leat_uptime_seconds', 'Time since the process started.', () => process.uptime()),
  ];

  constructor() {
    this.#delay.enable();
  }

  countRequest({ route, method, status, seconds }: { route: string; method: string; status: number; seconds: number }): void {
    this.#requests.add({ route, method, status: String(status) });
    this.#durations.observe({ route }, seconds);
  }

  countPredictions({ name, version }: { readonly name: string; readonly version: number }, rows: number): void {
    this.#predictions.add({ model: name, version: String(version) }, rows);
  }

  countEvent(state: string): void {
    this.#events.add({ state });
  }

  countShadow(outcome: 'compared' | 'failed' | 'dropped'): void {
    this.#shadows.add({ outcome });
  }

  countLogged(outcome: 'written' | 'dropped', rows: number): void {
    this.#logged.add({ outcome }, rows);
  }

  /** The text of all figures. */
  expose(): string {
    return [this.#requests, this.#durations, this.#predictions, this.#events, this.#shadows, this.#logged, ...this.#gauges]
      .map((metric) => `${metric.expose()}\n`)
      .join('');
  }

  close(): void {
    this.#delay.disable();
  }

  #takeDelay(): number {
    const nanoseconds = this.#delay.percentile(99); // between two ticks, so the resolution is part of it
    this.#delay.reset();
    return Math.max(0, nanoseconds / 1e9 - RESOLUTION_MS / 1e3);
  }
}
