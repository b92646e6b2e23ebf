import type { AlertChannel } from '../alerts/alert.js';
import { LeatError, messageOf } from '../core/errors.js';
import type { AlertRequest } from './engine-activities.js';

/** Sends to every channel, also when one of them fails; then fails itself, so that it is tried again. */
export async function deliverAlert(
  channels: readonly AlertChannel[],
  { event, runId, pipeline, error }: AlertRequest,
  sent: Set<string>,
): Promise<void> {
  const alert = {
    id: `${event}:${runId}`,
    event,
    time: new Date(),
    subject: `run/${runId}`,
    summary: `pipeline "${pipeline}" failed at stage "${error.stage}": ${error.message}; mend it and type: leat resume ${runId}`,
    data: { runId, pipeline, stage: error.stage, code: error.code, message: error.message },
  };
  const failures: string[] = [];
  for (const [index, channel] of channels.entries()) {
    const key = `${alert.id} ${String(index)}`;
    if (sent.has(key)) continue; // a try before this one reached it
    await channel.send(alert).then(
      () => sent.add(key),
      (failure: unknown) => failures.push(messageOf(failure)),
    );
  }
  if (failures.length > 0) throw new LeatError('ALERT_REFUSED', failures.join('; '));
  for (const index of channels.keys()) sent.delete(`${alert.id} ${String(index)}`);
}
