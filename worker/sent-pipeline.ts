import { sha256 } from '../config/digest-modules.js';
import type { PipelineSource } from './pipeline-source.js';
import type { ThreadServices } from './thread-services.js';

/** The newest version of a pipeline that was sent as JSON; none where there is none of that name. */
export async function sentPipeline(name: string, { metadata }: Pick<ThreadServices, 'metadata'>): Promise<readonly PipelineSource[]> {
  const [newest] = await metadata.pipelineVersions(name);
  if (newest === undefined) return [];
  const { version, specification: code } = newest;
  return [{ kind: 'specification', file: `${name} as sent, version ${String(version)}`, digest: sha256(code), code, modules: {} }];
}
