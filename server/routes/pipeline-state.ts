import type { LeatClient } from '../../client/connect.js';

/** What the tag of a pipeline is of. @throws LeatError `PIPELINE_UNKNOWN` */
export async function pipelineState(name: string, { pipelines }: Pick<LeatClient, 'pipelines'>): Promise<unknown> {
  const pipeline = await pipelines.get(name);
  const sent = pipeline.source === 'file' ? [] : await pipelines.versions(name);
  const versions = sent.map(({ version, sentAt, sentBy }) => ({ version, sentAt, sentBy }));
  const specification = sent[0] === undefined ? null : (JSON.parse(sent[0].specification) as unknown);
  return { ...pipeline, versions, specification };
}
