import type { RaisedAlert } from './alert-event.js';
import { severityOf } from './alert-matching.js';

/** An alert as a CloudEvent in JSON: what webhooks are sent. */
export function alertAsCloudEvent(alert: RaisedAlert): Readonly<Record<string, unknown>> {
  const { id, event, at, runId, pipeline, subject, ...rest } = alert;
  return {
    specversion: '1.0',
    id,
    type: event,
    source: 'leat',
    subject: subject ?? (runId === null ? `pipeline/${pipeline}` : `run/${runId}`),
    time: new Date(at).toISOString(),
    datacontenttype: 'application/json',
    data: { ...rest, runId, pipeline, severity: severityOf(alert) },
  };
}
