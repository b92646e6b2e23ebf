import { isDue } from '../core/schedule/backfill.js';
import type { DataInterval } from '../core/schedule/data-interval.js';
import { intervalsBetween } from '../core/schedule/schedule-times.js';
import type { BackfillChunk, BackfillChunkRequest } from './engine-activities.js';
import type { ThreadServices } from './thread-services.js';

/** Runs that are looked at for a chunk: an interval may have been run several times. */
const RUNS_AN_INTERVAL = 50;

/** The next intervals of a backfill, and which of them are to be run, by what is recorded of them. */
export async function planBackfill(
  { schedule, from, to, chunk, failedOnly, count }: BackfillChunkRequest,
  { metadata }: Pick<ThreadServices, 'metadata'>,
): Promise<BackfillChunk> {
  const range = { from: Date.parse(from), to: Date.parse(to) };
  const intervals: DataInterval[] = [];
  let total = 0;
  for (const interval of intervalsBetween(schedule, range)) {
    total += 1;
    if (intervals.length < chunk) intervals.push(interval);
    else if (!count) break;
  }
  const [first] = intervals;
  const last = intervals.at(-1);
  if (first === undefined || last === undefined) return { due: [], skipped: 0, next: null, total };
  const within = { start: new Date(first.start), end: new Date(last.end) };
  const runs = await metadata.listRuns({ schedule: schedule.name, within, limit: chunk * RUNS_AN_INTERVAL });
  // Newest first: set in reverse, so that the latest run of an interval stays.
  const states = new Map([...runs].reverse().map(({ window, state }) => [window?.start.getTime(), state]));
  const due = intervals.filter(({ start }) => isDue(states.get(Date.parse(start)) ?? null, failedOnly));
  return { due, skipped: intervals.length - due.length, next: total > intervals.length ? last.end : null, total };
}
