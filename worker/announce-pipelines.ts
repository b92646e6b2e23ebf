import { z } from 'zod';
import type { AnnouncedPipeline } from '../stores/metadata/trigger-store.js';
import { pipelinesOf, type PipelineFile } from './pipeline-source.js';
import type { ThreadServices } from './thread-services.js';

export interface AnnounceJob {
  readonly taskQueue: string;
  readonly sources: readonly PipelineFile[];
}

/**
 * Tells the metadata store which pipelines the project's files declare: the HTTP server, which runs no code of a project,
 * reads there what it may start. Files that cannot be read are left out; who runs one of theirs is told why.
 */
export async function announcePipelines({ taskQueue, sources }: AnnounceJob, services: ThreadServices): Promise<void> {
  const found = await Promise.all(
    sources.map(async (source): Promise<readonly AnnouncedPipeline[]> => {
      const pipelines = await pipelinesOf(source, services).catch(() => []);
      return pipelines.map(({ name, description = '', params, onEvent = [] }) => ({
        name,
        description,
        file: source.file,
        params: z.toJSONSchema(params, { io: 'input', unrepresentable: 'any' }),
        onEvent,
      }));
    }),
  );
  const byName = new Map(found.flat().map((pipeline) => [pipeline.name, pipeline]));
  await services.metadata.announcePipelines(taskQueue, [...byName.values()]);
}
