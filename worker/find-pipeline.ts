import { LeatError, messageOf } from '../core/errors.js';
import { suggestName } from '../core/nearest-name.js';
import type { Pipeline } from '../core/pipeline/define-pipeline.js';
import { pipelinesOf, type PipelineFile, type PipelineSource } from './pipeline-source.js';
import type { ThreadServices } from './thread-services.js';

type Services = Pick<ThreadServices, 'importBundle'>;

/**
 * The pipeline of a name, and where it is declared. A file that cannot be read is told of only when the
 * pipeline is in no other: it may be the one.
 *
 * @throws LeatError `PIPELINE_UNKNOWN` or `PIPELINE_INVALID`.
 */
export async function findPipeline(
  name: string,
  files: readonly PipelineFile[],
  services: Services,
): Promise<{ pipeline: Pipeline; source: PipelineSource }> {
  for (const source of files) {
    if (source.kind === 'broken') continue;
    const pipelines = await pipelinesOf(source, files, services).catch(() => []); // the survey says why
    const pipeline = pipelines.find((each) => each.name === name);
    if (pipeline !== undefined) return { pipeline, source };
  }
  const { names, broken } = await surveyPipelines(files, services);
  const details = { pipeline: name, known: names };
  if (broken.length === 0) {
    const message = `expected the name of a declared pipeline, got "${name}"; ${suggestName(name, names)}`;
    throw new LeatError('PIPELINE_UNKNOWN', message, { details });
  }
  const known = names.length === 0 ? 'there is none' : `those are ${names.join(', ')}`;
  const message = `expected a pipeline of a file that can be read (${known}), got "${name}"; broken: ${broken.join('; ')}`;
  throw new LeatError('PIPELINE_INVALID', message, { details });
}

export interface Survey {
  /** Names of the pipelines, in the order in which they are declared. */
  readonly names: readonly string[];
  /** Why files cannot be read, each with its name. */
  readonly broken: readonly string[];
}

/** Looks into every file; what is wrong with one is no reason not to look into the next. */
export async function surveyPipelines(files: readonly PipelineFile[], services: Services): Promise<Survey> {
  const looks = await Promise.allSettled(files.map((file) => pipelinesOf(file, files, services)));
  return {
    names: looks.flatMap((look) => (look.status === 'fulfilled' ? look.value.map(({ name }) => name) : [])),
    broken: looks.flatMap((look) => (look.status === 'rejected' ? [messageOf(look.reason)] : [])),
  };
}
