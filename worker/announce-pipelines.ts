import { z } from 'zod';
import type { StageDeclaration } from '../core/pipeline/define-stage.js';
import type { AnnouncedPipeline, AnnouncedStage } from '../stores/metadata/trigger-store.js';
import { pipelinesOf, type PipelineFile } from './pipeline-source.js';
import { projectStages } from './project-stages.js';
import type { ThreadServices } from './thread-services.js';

export interface AnnounceJob {
  readonly taskQueue: string;
  readonly sources: readonly PipelineFile[];
}

/**
 * Tells the metadata store which pipelines and stages the project's files declare: the HTTP server, which runs no code of a project,
 * reads there what it may start. Files that cannot be read are left out; who runs one of theirs is told why.
 */
export async function announcePipelines({ taskQueue, sources }: AnnounceJob, services: ThreadServices): Promise<void> {
  const found = await Promise.all(
    sources.map(async (source): Promise<readonly AnnouncedPipeline[]> => {
      const pipelines = await pipelinesOf(source, sources, services).catch(() => []);
      return pipelines.map(({ name, description = '', params, onEvent = [] }) => ({
        name,
        description,
        file: source.file,
        params: schemaOf(params),
        onEvent,
      }));
    }),
  );
  const byName = new Map(found.flat().map((pipeline) => [pipeline.name, pipeline]));
  const stages = [...(await projectStages(sources, services)).values()].map(({ declaration }) => announced(declaration));
  await services.metadata.announce(taskQueue, { pipelines: [...byName.values()], stages });
}

function announced({ name, version, module = '', rivals, inputs, outputs, params }: StageDeclaration): AnnouncedStage {
  return { name, version, module, ...(rivals !== undefined && { rivals }), inputs, outputs, params: schemaOf(params) };
}

function schemaOf(params: z.ZodType): Readonly<Record<string, unknown>> {
  return z.toJSONSchema(params, { io: 'input', unrepresentable: 'any' });
}
