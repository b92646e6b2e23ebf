import { ParentClosePolicy, startChild } from '@temporalio/workflow';
import type { Correction } from '../core/pipeline/corrections.js';
import { alert } from './alert.js';
import type { RunIdentity } from './end-run.js';
import { rollBackModel } from './engine-activities.js';
import { failureOf } from './failure-of.js';
import type { runPipeline } from './run-pipeline.js';

export interface CorrectRunRequest {
  readonly run: RunIdentity;
  /** Why: the sentence that people are told. */
  readonly reason: string;
  readonly corrections: readonly Correction[];
}

type Ways = { readonly [K in Correction['kind']]: (correction: Extract<Correction, { kind: K }>, at: CorrectionPlace) => Promise<void> };

interface CorrectionPlace extends Omit<CorrectRunRequest, 'corrections'> {
  readonly index: number;
}

const ways: Ways = {
  notify: ({ message, severity }, { run, reason }) =>
    alert({ event: 'run.corrected', severity, ...run, message: `${message} (${reason})` }),
  openIncident: ({ title }, { run, reason }) => alert({ event: 'incident.opened', ...run, message: `${title}: ${reason}` }),
  async rollBack({ model, alias }, { run, reason }) {
    const { version } = await rollBackModel({ ...run, model, alias, reason });
    const message = `${model}@${alias} points to version ${String(version)} again: ${reason}`;
    await alert({ event: 'model.rolled-back', ...run, subject: `model/${model}:${String(version)}`, message });
  },
  async startPipeline({ pipeline, params }, { run, index }) {
    await startChild<typeof runPipeline>('runPipeline', {
      workflowId: `${run.runId}-correction-${String(index)}`,
      args: [{ pipeline, params, ...(run.traceparent === undefined ? {} : { traceparent: run.traceparent }) }],
      parentClosePolicy: ParentClosePolicy.ABANDON,
    });
  },
};

/** Does what a pipeline's author wants done when a run goes wrong, one after another; one that fails keeps no other back. */
export async function correctRun({ corrections, ...place }: CorrectRunRequest): Promise<void> {
  for (const [index, correction] of corrections.entries()) {
    const way = ways[correction.kind] as (correction: Correction, at: CorrectionPlace) => Promise<void>; // its own kind's, by the record above
    await way(correction, { ...place, index }).catch(async (error: unknown) => {
      const { code, message } = failureOf(error);
      await alert({ event: 'run.corrected', severity: 'critical', ...place.run, code, message: `"${correction.kind}" failed: ${message}` });
    });
  }
}
