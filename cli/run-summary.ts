import type { LeatClient } from '../client/connect.js';
import type { RunDetails } from '../client/runs.js';
import { snapshotOfRecord, type RunSnapshot } from '../client/run-snapshot.js';
import type { Evaluation } from '../core/model/evaluation.js';
import { evaluationsOf } from './evaluations-of.js';
import { inPlanOrder } from './in-plan-order.js';
import type { Terminal } from './terminal.js';
import { durationText } from './text/duration-text.js';
import { figureText } from './text/figure-text.js';
import { ordersFor, ordersText, resumeText } from './text/orders-text.js';
import { stageRow } from './text/stage-row.js';
import { tableText } from './text/table-text.js';

export interface RunSummary {
  readonly document: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/**
 * A run in words: what it was asked, how its stages went, and what its models are worth.
 *
 * @param now - Of a run that goes on, as its workflow sees it.
 */
export async function summarise(
  details: RunDetails,
  { client, terminal, now = null }: { client: LeatClient; terminal: Terminal; now?: RunSnapshot | null },
): Promise<RunSummary> {
  const ordered = await inPlanOrder(details, client);
  const { run, stages } = ordered;
  const evaluations = await evaluationsOf(ordered, client);
  const took = (run.endedAt ?? new Date()).getTime() - run.startedAt.getTime();
  const shown = now ?? snapshotOfRecord(run, stages);
  const blocks = [
    `${terminal.paint('bold', `${run.pipeline} ${run.state}`)} in ${durationText(took)}  ${terminal.paint('dim', `run ${run.id} · seed ${String(run.seed)}`)}`,
    paramsText(run.params),
    tableText(shown.stages.map((stage) => stageRow(stage, Date.now(), terminal))),
    run.error === null ? '' : terminal.paint('red', `${run.error.code}: ${run.error.message}`),
    run.state === 'failed' ? terminal.paint('dim', resumeText(run.id)) : ordersText(shown),
    ...evaluations.map(({ stage, evaluation }) => `${stage}: ${evaluationText(evaluation, terminal)}`),
  ];
  const document = { runId: run.id, ...run, stages, evaluations, ...(now === null ? {} : { now, orders: ordersFor(now) }) };
  return { document, text: blocks.filter((block) => block !== '').join('\n') };
}

function paramsText(params: Readonly<Record<string, unknown>>): string {
  return Object.entries(params)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join('  ');
}

/** Each metric beside what a dummy that ignores the features has. */
function evaluationText({ rows, metrics, baseline }: Evaluation, terminal: Terminal): string {
  const lines = Object.entries(metrics).map(([name, value]) => [
    `  ${name}`,
    figureText(value),
    terminal.paint('dim', `baseline ${figureText(baseline[name] ?? '–')}`),
  ]);
  return `${rows.toLocaleString('en-US')} test rows\n${tableText(lines)}`;
}
