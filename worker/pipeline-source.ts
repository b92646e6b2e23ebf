import { isPipeline, type Pipeline } from '../core/pipeline/define-pipeline.js';
import { pipelineFromSpecification } from '../core/pipeline/specification.js';
import { builtInDeclarations } from '../activities/stages.js';
import type { ThreadServices } from './thread-services.js';

/** Where a pipeline is declared: a bundled module, or a JSON specification. */
export type PipelineSource =
  | {
      readonly kind: 'module';
      readonly file: string;
      readonly digest: string;
      readonly code: string;
      readonly moduleDigests: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'specification'; readonly file: string; readonly text: string };

/** All pipelines that a source declares. */
export async function pipelinesOf(
  source: PipelineSource,
  { importBundle }: Pick<ThreadServices, 'importBundle'>,
): Promise<readonly Pipeline[]> {
  if (source.kind === 'specification') return [pipelineFromSpecification(JSON.parse(source.text), builtInDeclarations)];
  const module = await importBundle(source.digest, () => Promise.resolve(source.code));
  return Object.values(module).filter(isPipeline);
}
