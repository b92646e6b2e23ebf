import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, Gauge, Histogram } from '../core/prometheus.js';
import type { ComputePool } from './compute-pool.js';

/** Of the timer whose lateness is measured. */
const RESOLUTION_MS = 10;

/** Upper bounds in seconds: from a stage of no effect to a night of training. */
const STAGE_BOUNDS = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 1_800, 7_200, 28_800];

export type AttemptEnd = 'completed' | 'failed' | 'cancelled';

/** What a worker tells of itself and of what it did, at /metrics. */
export class WorkerMetrics {
  readonly #runs = new Counter('leat_runs_total', 'Runs whose end this worker recorded, by pipeline and state.');
  readonly #attempts = new Counter('leat_stage_attempts_total', 'Attempts at stages, by stage and how they ended.');
  readonly #durations = new Histogram(
    'leat_stage_attempt_duration_seconds',
    'Time of an attempt with its wait for a thread, by stage.',
    STAGE_BOUNDS,
  );
  readonly #planned = new Counter(
    'leat_stages_planned_total',
    'Stages of planned runs, by pipeline and whether an earlier result was adopted.',
  );
  readonly #delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  readonly #gauges: readonly Gauge[];

  constructor(pool: Pick<ComputePool, 'threads' | 'busy' | 'waiting'>) {
    this.#delay.enable();
    this.#gauges = [
      new Gauge('leat_compute_threads', 'Threads that compute stages.', () => pool.threads),
      new Gauge('leat_compute_threads_busy', 'Jobs that have a thread.', () => pool.busy),
      new Gauge('leat_compute_queue_depth', 'Jobs that wait for a thread.', () => pool.waiting),
      new Gauge('leat_event_loop_delay_p99_seconds', 'Delay of the event loop since the last scrape, 99th percentile.', () =>
        this.#takeDelay(),
      ),
      new Gauge('leat_heap_used_bytes', 'JavaScript heap in use, without that of the threads.', () => process.memoryUsage().heapUsed),
      new Gauge('leat_resident_memory_bytes', 'Resident memory of the process.', () => process.memoryUsage.rss()),
      new Gauge('leat_uptime_seconds', 'Time since the process started.', () => process.uptime()),
    ];
  }

  countPlan(pipeline: string, { adopted, computed }: { adopted: number; computed: number }): void {
    this.#planned.add({ pipeline, adopted: 'true' }, adopted);
    this.#planned.add({ pipeline, adopted: 'false' }, computed);
  }

  countRun(pipeline: string, state: string): void {
    this.#runs.add({ pipeline, state });
  }

  countAttempt(stage: string, end: AttemptEnd, seconds: number): void {
    this.#attempts.add({ stage, end });
    this.#durations.observe({ stage }, seconds);
  }

  /** The text of all figures. */
  expose(): string {
    return [this.#runs, this.#planned, this.#attempts, this.#durations, ...this.#gauges].map((metric) => `${metric.expose()}\n`).join('');
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
