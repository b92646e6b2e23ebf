import type { RunSnapshot } from '../../client/run-snapshot.js';

/** Enough of a run's id to name it: its time to the millisecond. */
const PREFIX = 13;

/** The commands that a person may type about a run that waits for a word; none when it goes on by itself. */
export function ordersFor({ runId, state, stages }: RunSnapshot): readonly string[] {
  const run = runId.slice(0, PREFIX);
  const asking = stages.filter(({ question }) => question !== undefined);
  const held = state === 'held' ? stages.filter((stage) => stage.state === 'held') : [];
  return [
    ...asking.flatMap(({ name }) => [`leat approve ${run} ${name}`, `leat reject ${run} ${name}`]),
    ...held.flatMap(({ name }) => [`leat retry ${run} ${name}`, `leat skip ${run} ${name}`]),
    ...(held.length > 0 ? [`leat cancel ${run}`] : []),
  ];
}

/** The same for people; empty when there are none. */
export function ordersText(snapshot: RunSnapshot): string {
  const orders = ordersFor(snapshot);
  return orders.length === 0 ? '' : ['waits for a word:', ...orders.map((order) => `  ${order}`)].join('\n');
}

/** What to type after a run has failed. */
export function resumeText(runId: string): string {
  return `next: leat resume ${runId.slice(0, PREFIX)}`;
}
