import type { RunEvent } from '../../core/api/run.js';
import { ApiError } from './api-error.js';
import { callApi, type Connection } from './call-api.js';
import { pause } from './pause.js';
import { readEventStream } from './read-event-stream.js';

const RECONNECT_MS = 500;

/**
 * The events of a run until its end, each once and in order, over as many connections as it takes.
 *
 * @param after - Number of the last event that is known already.
 * @throws ApiError `RUN_UNKNOWN`, and what an answer refuses with.
 */
export async function* followEvents(
  connection: Connection,
  id: string,
  { after = 0, signal }: { after?: number | undefined; signal?: AbortSignal | undefined } = {},
): AsyncGenerator<RunEvent> {
  let last = after;
  const path = `/api/v1/runs/${encodeURIComponent(id)}/events`;
  for (;;) {
    const headers = { accept: 'text/event-stream', ...(last === 0 ? {} : { 'last-event-id': String(last) }) };
    const response = await callApi(connection, { method: 'GET', path, headers, signal });
    if (response.status === 204 || response.body === null) return;
    let isBroken = false;
    try {
      for await (const data of readEventStream(response.body)) {
        const event = JSON.parse(data) as RunEvent; // of the server's own schema
        last = event.sequence;
        yield event;
        if (/^run\.(completed|failed|cancelled)$/.test(event.type)) return;
      }
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof ApiError) throw error;
      isBroken = true;
    }
    // A stream that ends by itself before the run does: the server stops, or the run was never recorded.
    if (!isBroken && last === 0 && (await isOver(connection, id, signal))) return;
    await pause(RECONNECT_MS, signal);
  }
}

async function isOver(connection: Connection, id: string, signal: AbortSignal | undefined): Promise<boolean> {
  const response = await callApi(connection, { method: 'GET', path: `/api/v1/runs/${encodeURIComponent(id)}`, signal });
  const { endedAt } = (await response.json()) as { endedAt: string | null };
  return endedAt !== null;
}
