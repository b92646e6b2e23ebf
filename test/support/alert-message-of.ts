import { collect, emptyBatch } from '../../core/pipeline/alert-batch.js';
import type { RaisedAlert } from '../../core/pipeline/alert-event.js';
import { alertMessage, type AlertMessage, type MessageParts } from '../../core/pipeline/alert-message.js';

/** An alert of a test; what matters to it is given. */
export function raised(given: Partial<RaisedAlert> = {}): RaisedAlert {
  return { id: 'a1', at: 0, event: 'run.failed', runId: 'r1', pipeline: 'penguins', message: 'it failed', ...given };
}

/** The message of these alerts. */
export function messageOf(alerts: readonly RaisedAlert[], parts: Partial<MessageParts> = {}): AlertMessage {
  return alertMessage({ batch: alerts.reduce(collect, emptyBatch), kind: 'first', ...parts });
}
