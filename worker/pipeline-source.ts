import type { BrokenFile, PipelineBundle } from '../config/bundle-pipelines.js';
import { LeatError, messageOf } from '../core/errors.js';
import { isPipeline, type Pipeline } from '../core/pipeline/define-pipeline.js';
import { pipelineFromSpecification } from '../core/pipeline/specification.js';
import { declarationsWith, projectStages } from './project-stages.js';
import type { ThreadServices } from './thread-services.js';

/** Where a pipeline is declared: a bundled module, or a JSON specification. */
export interface PipelineSource extends PipelineBundle {
  readonly kind: 'module' | 'specification';
}

/** A file that the project's globs find; one that cannot be bundled is there too, to be named. */
export type PipelineFile = PipelineSource | ({ readonly kind: 'broken' } & BrokenFile);

/**
 * All pipelines that a file declares.
 *
 * @param files - All of the project: the stages that their modules declare may be used by a specification.
 * @throws LeatError `PIPELINE_INVALID` naming the file, whatever is wrong with it.
 */
export async function pipelinesOf(
  file: PipelineFile,
  files: readonly PipelineFile[],
  { importBundle }: Pick<ThreadServices, 'importBundle'>,
): Promise<readonly Pipeline[]> {
  try {
    switch (file.kind) {
      case 'specification':
        return [pipelineFromSpecification(JSON.parse(file.code), declarationsWith(await projectStages(files, { importBundle })))];
      case 'module': {
        const module = await importBundle(file.digest, () => Promise.resolve(file.code));
        return Object.values(module).filter(isPipeline);
      }
      case 'broken':
        throw new LeatError('PIPELINE_INVALID', file.message);
    }
  } catch (error) {
    const message = messageOf(error);
    const place = message.startsWith(file.file) ? '' : `${file.file}: `; // esbuild names it, with line and column
    throw new LeatError('PIPELINE_INVALID', `${place}${message}`, { details: { file: file.file }, cause: error });
  }
}
