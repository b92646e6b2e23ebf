import type { Client } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';

/** Waits until every workflow of a queue has ended: alerts and corrections go on after their run. */
export async function untilAllEnded({ workflow }: Client, taskQueue: string): Promise<void> {
  for (;;) {
    const { count } = await workflow.count(`TaskQueue = '${taskQueue}' AND ExecutionStatus = 'Running'`);
    if (count === 0) return;
    await new Promise((wake) => setTimeout(wake, 500));
  }
}

/** Every workflow that a queue has seen, each of its histories, without what tells of the machine that recorded them. */
export async function fetchHistories({ workflow }: Client, taskQueue: string): Promise<unknown[]> {
  const found: { readonly at: number; readonly history: unknown }[] = [];
  for await (const { workflowId, runId, startTime } of workflow.list({ query: `TaskQueue = '${taskQueue}'` })) {
    const history = await workflow.getHandle(workflowId, runId).fetchHistory();
    found.push({ at: startTime.getTime(), history: withoutMachine(JSON.parse(historyToJSON(history))) });
  }
  return found.sort((left, right) => left.at - right.at).map(({ history }) => history);
}

/** Identities and sticky queues are named after process and host, stack traces hold paths: a replay reads none of them. */
function withoutMachine(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/^\d+@\S+$/, 'worker');
  if (Array.isArray(value)) return value.map(withoutMachine);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name]) => name !== 'stackTrace' && name !== 'identity');
  return Object.fromEntries(kept.map(([name, inner]) => [name, withoutMachine(inner)]));
}

/** Type of the workflow that a history begins with. */
export function workflowOf(history: unknown): string {
  const { events } = history as { events: { workflowExecutionStartedEventAttributes?: { workflowType?: { name?: string } } }[] }; // as Temporal writes it
  return events[0]?.workflowExecutionStartedEventAttributes?.workflowType?.name ?? 'unknown';
}
