import { defaultPayloadConverter, workflowInfo, type WorkflowInterceptors } from '@temporalio/workflow';
import type { RunPipelineRequest } from './run-pipeline.js';

/** Where OpenTelemetry's interceptors of Temporal's SDKs, in every language, put the span of whoever starts a workflow. */
const HEADER = '_tracer-data';

/** A run that is started by such a client goes on with its trace, as if the request had named it. */
export const interceptors = (): WorkflowInterceptors => ({
  inbound: [
    {
      execute(input, next) {
        const traceparent = traceparentOf(input.headers[HEADER]);
        if (traceparent === undefined || workflowInfo().workflowType !== 'runPipeline') return next(input);
        const [request, ...rest] = input.args as [RunPipelineRequest, ...unknown[]]; // of a workflow of this type
        return next({ ...input, args: [{ traceparent, ...request }, ...rest] });
      },
    },
  ],
});

function traceparentOf(payload: Parameters<typeof defaultPayloadConverter.fromPayload>[0] | undefined): string | undefined {
  if (payload === undefined) return undefined;
  try {
    const { traceparent } = defaultPayloadConverter.fromPayload<{ traceparent?: unknown }>(payload);
    return typeof traceparent === 'string' ? traceparent : undefined;
  } catch {
    return undefined; // some other program's header of that name
  }
}
