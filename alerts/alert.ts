/** What alerts can tell of; the names are promises to those who receive them. */
export const ALERT_EVENTS = [
  'run.failed',
  'run.held',
  'run.completed',
  'stage.failed',
  'approval.requested',
  'model.registered',
  'model.promoted',
  'model.rolled-back',
  'drift.detected',
  'model.degraded',
] as const;

export type AlertEvent = (typeof ALERT_EVENTS)[number];

/** One event, on its way to every channel. */
export interface Alert {
  /** The same for every try, so that a receiver can tell a repetition. */
  readonly id: string;
  readonly event: AlertEvent;
  readonly time: Date;
  /** What it is about, such as "run/01a2…". */
  readonly subject: string;
  /** One sentence for people. */
  readonly summary: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Where alerts go. Sending is repeated from outside until it succeeds. */
export interface AlertChannel {
  readonly kind: string;
  /** @throws LeatError `ALERT_REFUSED` */
  send(alert: Alert): Promise<void>;
}
