import type { BackfillProgress } from '../../core/schedule/backfill.js';

/** How far a backfill is, in a line; below it, once there are some, the intervals that failed. */
export function backfillText({ total, running, completed, failed, skipped, failures }: BackfillProgress): string {
  const over = completed + failed + skipped;
  const counts = [
    `${String(over)} of ${String(total)} intervals`,
    `${String(completed)} completed`,
    `${String(skipped)} left as they are`,
    ...(failed === 0 ? [] : [`${String(failed)} failed`]),
    ...(running === 0 ? [] : [`${String(running)} running`]),
  ];
  const told = over < total ? [] : failures.map(({ start, end }) => `\n  failed: ${start} to ${end}`);
  return counts.join(', ') + told.join('');
}
