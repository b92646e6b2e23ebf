import { setTimeout as sleep } from 'node:timers/promises';
import { endsRun } from '../core/pipeline/run-events.js';
import type { MetadataStore } from '../stores/metadata/metadata-store.js';
import type { RunEventRecord } from '../stores/metadata/trigger-store.js';

/** Between two looks: what people see as at once. */
const LOOK_MS = 200;
/** Proxies close what is silent for a minute. */
const HEARTBEAT_MS = 15_000;
const PAGE = 500;

export interface EventStreamOptions {
  readonly runId: string;
  /** Number of the last event that the client has. */
  readonly after: number;
  /** Whether the client, or the server, is about to go. */
  readonly isOver: () => boolean;
  /** Whether the run ended without ever being recorded: nothing will come. */
  readonly isLost: () => Promise<boolean>;
  readonly heartbeatMs?: number;
}

/**
 * The events of a run as text of a stream, from the one after the last that the client has, until the run's end. They are
 * read from where they are stored, in their order: a client that comes back misses none, whichever server it asks.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export async function* eventStream(
  { runId, after, isOver, isLost, heartbeatMs = HEARTBEAT_MS }: EventStreamOptions,
  { runEvents }: Pick<MetadataStore, 'runEvents'>,
): AsyncGenerator<string> {
  yield 'retry: 1000\n\n';
  let last = after;
  let saidAt = performance.now();
  while (!isOver()) {
    const events = await runEvents(runId, { after: last, limit: PAGE });
    for (const event of events) {
      yield textOf(event);
      last = event.sequence;
      if (endsRun(event.type)) return;
    }
    if (events.length > 0) saidAt = performance.now();
    if (events.length === PAGE) continue;
    if (last === 0 && (await isLost())) return;
    if (performance.now() - saidAt >= heartbeatMs) {
      yield ': still here\n\n';
      saidAt = performance.now();
    }
    await sleep(LOOK_MS);
  }
}

function textOf({ sequence, at, type, data }: RunEventRecord): string {
  return `id: ${String(sequence)}\nevent: ${type}\ndata: ${JSON.stringify({ sequence, at, type, ...data })}\n\n`;
}
