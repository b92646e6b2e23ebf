import type { LeatClient } from '../../client/connect.js';
import type { KnownPipeline } from '../../client/pipelines.js';

interface PipelineState extends KnownPipeline {
  readonly versions: readonly object[];
  readonly specification: unknown;
}

/** What the tag of a pipeline is of. @throws LeatError `PIPELINE_UNKNOWN` */
export async function pipelineState(name: string, { pipelines }: Pick<LeatClient, 'pipelines'>): Promise<PipelineState> {
  const pipeline = await pipelines.get(name);
  const sent = pipeline.source === 'file' ? [] : await pipelines.versions(name);
  const versions = sent.map(({ version, sentAt, sentBy }) => ({ version, sentAt, sentBy }));
  const specification = sent[0] === undefined ? null : (JSON.parse(sent[0].specification) as unknown);
  return { ...pipeline, versions, specification };
}
