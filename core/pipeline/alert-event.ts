/**
 * What alerts tell of. Keep this file free of heavy imports: it is in the workflows' bundle.
 */

/** From the least to the worst. */
export const SEVERITIES = ['info', 'warning', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

interface EventEntry {
  /** Of an alert that does not say its own. */
  readonly severity: Severity;
  /** What people read first; who it is about follows. */
  readonly title: string;
}

/** Every event, by a name that is a promise to those who receive it. */
export const alertEvents = {
  'run.failed': { severity: 'critical', title: 'Run failed' },
  'run.held': { severity: 'warning', title: 'Run held' },
  'run.completed': { severity: 'info', title: 'Run completed' },
  'run.late': { severity: 'warning', title: 'Run late' },
  'stage.failed': { severity: 'warning', title: 'Stage failed' },
  'approval.requested': { severity: 'warning', title: 'Approval requested' },
  'schedule.missed': { severity: 'warning', title: 'Scheduled run missed' },
  'model.registered': { severity: 'info', title: 'Model registered' },
  'model.promoted': { severity: 'info', title: 'Model promoted' },
  'model.rolled-back': { severity: 'warning', title: 'Model rolled back' },
  'drift.detected': { severity: 'warning', title: 'Drift detected' },
  'model.degraded': { severity: 'critical', title: 'Model degraded' },
  'run.corrected': { severity: 'warning', title: 'Run corrected' },
  'incident.opened': { severity: 'critical', title: 'Incident opened' },
  'alert.test': { severity: 'info', title: 'A test' },
} as const satisfies Readonly<Record<string, EventEntry>>;

export type AlertEventName = keyof typeof alertEvents;

/** One thing that people or services are to be told: plain JSON, since it passes through history. Never rows, never a secret. */
export interface AlertEvent {
  readonly event: AlertEventName;
  /** The event's own when left out. */
  readonly severity?: Severity;
  /** null: it is not about a run. */
  readonly runId: string | null;
  readonly pipeline: string;
  /** What it is about, such as "model/penguins:3"; the run when left out. */
  readonly subject?: string;
  /** Of the HTTP request that started the run. */
  readonly requestId?: string;
  /** Of the caller whose trace the run goes on with. */
  readonly traceparent?: string;
  readonly stage?: string;
  readonly code?: string;
  /** One sentence for people: what happened, and why. */
  readonly message: string;
  /** What to type next, such as "leat resume 01a2…". */
  readonly next?: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** An alert on its way. */
export interface RaisedAlert extends AlertEvent {
  /** The same for every try, so that a receiver can tell a repetition. */
  readonly id: string;
  /** When it was raised, in milliseconds since 1970. */
  readonly at: number;
}
