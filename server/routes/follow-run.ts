import { Readable } from 'node:stream';
import { z } from 'zod';
import type { LeatClient } from '../../client/connect.js';
import { LeatError } from '../../core/errors.js';
import { endsRun } from '../../core/pipeline/run-events.js';
import type { MetadataStore } from '../../stores/metadata/metadata-store.js';
import { defineRoute } from '../define-route.js';
import { eventStream } from '../event-stream.js';

/** Temporal is asked about a run that is not recorded no more often. */
const ASK_MS = 2_000;

export const followRun = defineRoute({
  method: 'GET',
  path: '/api/v1/runs/:run/events',
  summary: 'Events of a run as they happen, until its end (server-sent events)',
  role: 'viewer',
  request: {
    params: z.strictObject({ run: z.string() }),
    headers: z.object({
      'last-event-id': z
        .string()
        .regex(/^\d{1,15}$/, 'expected the id of an event')
        .optional()
        .describe('the stream goes on after this event'),
    }),
  },
  replies: {
    200: 'text/event-stream: each event has its number as id, its type as event, and JSON as data',
    204: 'nothing: the client has all events of a run that is over',
  },
  problems: ['RUN_UNKNOWN', 'TEMPORAL_UNREACHABLE'],

  async handle({ params: { run: runId }, headers, isAbandoned }, { metadata, client, stopping }) {
    const after = Number(headers['last-event-id'] ?? 0);
    const isRecorded = (await metadata.run(runId)) !== null;
    if (!isRecorded) await requireStart(runId, client);
    // A browser would come back for ever: this is how it is told not to.
    if (isRecorded && after > 0 && (await hasEnded(runId, after, metadata))) return { status: 204, body: '' };
    const isOver = (): boolean => isAbandoned() || stopping.aborted;
    const lines = eventStream({ runId, after, isOver, isLost: askAbout(runId, { metadata, client }) }, metadata);
    const streaming = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no' };
    return { status: 200, headers: streaming, body: Readable.from(lines) };
  },
});

async function requireStart(id: string, { runs }: Pick<LeatClient, 'runs'>): Promise<void> {
  if ((await runs.pending(id)) === null) throw new LeatError('RUN_UNKNOWN', `no run has the id "${id}"`, { details: { run: id } });
}

async function hasEnded(runId: string, last: number, metadata: MetadataStore): Promise<boolean> {
  const [event] = await metadata.runEvents(runId, { after: last - 1, limit: 1 });
  return event?.sequence === last && endsRun(event.type);
}

/** Whether a run that has no event has ended all the same: its planning failed. */
function askAbout(id: string, { metadata, client }: { metadata: MetadataStore; client: Pick<LeatClient, 'runs'> }): () => Promise<boolean> {
  let askedAt = performance.now();
  return async () => {
    if (performance.now() - askedAt < ASK_MS) return false;
    askedAt = performance.now();
    // One that was recorded before there were events has none to come once it is over.
    const run = await metadata.run(id);
    if (run !== null) return run.endedAt !== null;
    const pending = await client.runs.pending(id).catch(() => undefined); // Temporal is away: ask again later
    return pending !== undefined && pending?.state !== 'running';
  };
}
