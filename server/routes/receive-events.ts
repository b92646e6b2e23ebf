import { z } from 'zod';
import { receivedEvents } from '../../core/api/event.js';
import { cloudEvent } from '../../core/events/cloud-event.js';
import type { CloudEventRecord } from '../../stores/metadata/trigger-store.js';
import { BATCH, readCloudEvents, STRUCTURED } from '../cloud-events.js';
import { defineRoute } from '../define-route.js';
import { originOf } from '../start-headers.js';

export const receiveEvents = defineRoute({
  method: 'POST',
  path: '/events',
  summary: 'Take CloudEvents in, and start what pipelines declare with onEvent',
  role: 'operator',
  action: 'event.receive',
  request: { bytes: z.union([cloudEvent, z.array(cloudEvent)]), bodyTypes: [STRUCTURED, BATCH, 'application/json'] },
  replies: { 202: receivedEvents },
  problems: ['EVENT_INVALID', 'CONTENT_TYPE_UNSUPPORTED', 'TEMPORAL_UNREACHABLE'],

  async handle({ headers, bytes }, { client, metrics }) {
    const events: CloudEventRecord[] = [];
    for (const event of readCloudEvents(headers, bytes)) {
      const record = await client.events.receive(event, originOf(headers));
      metrics.countEvent(record.state);
      events.push(record);
    }
    return { status: 202, body: { events: events.map(shown) } };
  },
});

function shown({ key, event, state, runs, error }: CloudEventRecord): z.input<typeof receivedEvents>['events'][number] {
  return { key, id: String(event.id), source: String(event.source), state, runs: [...runs], error };
}
