import type { Config } from '../config/config.js';
import type { DataInterval } from '../core/schedule/data-interval.js';
import { createLog } from './log.js';
import { PipelineCatalogue } from './pipeline-catalogue.js';
import { surveyPipelines, type Survey } from './find-pipeline.js';
import { previewRun } from './plan-run.js';
import type { RunPreview } from './run-preview.js';
import { openThreadServices, threadSettings } from './thread-services.js';

export interface PlanQuestion {
  readonly pipeline: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly cache?: boolean;
  /** The data interval, for a pipeline that takes one. */
  readonly window?: DataInterval;
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

/** The project's pipelines, and what is wrong with files that declare none that could run. */
export async function listPipelines(config: Config): Promise<Survey> {
  const services = await openThreadServices(threadSettings(config), createLog(config.log));
  try {
    return await surveyPipelines(await new PipelineCatalogue(config).sources(), services);
  } finally {
    await services.metadata.close();
  }
}
