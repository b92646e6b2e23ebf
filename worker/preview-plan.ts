import type { Config } from '../config/config.js';
import { createLog } from './log.js';
import { PipelineCatalogue } from './pipeline-catalogue.js';
import { pipelinesOf } from './pipeline-source.js';
import { previewRun, type RunPreview } from './plan-run.js';
import { openThreadServices } from './thread-services.js';
import { threadSettings } from './create-worker.js';

export interface PlanQuestion {
  readonly pipeline: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly cache?: boolean;
}

/** What a run would do, without a server and without storing anything: which stages, and which are cached. */
export async function previewPlan(config: Config, question: PlanQuestion): Promise<RunPreview> {
  const services = await openThreadServices(threadSettings(config), createLog(config.log));
  try {
    const request = { ...question, runId: 'preview', workflowId: 'preview' };
    return await previewRun({ request, sources: await new PipelineCatalogue(config).sources() }, services);
  } finally {
    await services.metadata.close();
  }
}

/** Names of the project's pipelines. */
export async function listPipelines(config: Config): Promise<readonly string[]> {
  const services = await openThreadServices(threadSettings(config), createLog(config.log));
  try {
    const sources = await new PipelineCatalogue(config).sources();
    const pipelines = await Promise.all(sources.map((source) => pipelinesOf(source, services)));
    return pipelines.flat().map(({ name }) => name);
  } finally {
    await services.metadata.close();
  }
}
