import type { RaisedAlert } from './alert-event.js';

/** Why these alerts are told of together: the first of a group, those that came after it, or those of a silence. */
export type BatchKind = 'first' | 'more' | 'silenced';

/** Alerts of one group, collected for one message. */
export interface AlertBatch {
  /** In the order in which they came: the first of them, so that a storm does not fill the history. */
  readonly alerts: readonly RaisedAlert[];
  /** Of all that came. */
  readonly count: number;
}

const MOST_KEPT = 50;

export const emptyBatch: AlertBatch = { alerts: [], count: 0 };

export function collect({ alerts, count }: AlertBatch, alert: RaisedAlert): AlertBatch {
  return { alerts: alerts.length < MOST_KEPT ? [...alerts, alert] : alerts, count: count + 1 };
}
