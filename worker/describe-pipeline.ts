import type { Config } from '../config/config.js';
import { describeParams, type ParameterDescription } from '../core/pipeline/describe-params.js';
import { makePlan } from '../core/pipeline/make-plan.js';
import type { Plan } from '../core/pipeline/plan.js';
import { findPipeline } from './find-pipeline.js';
import { createLog } from './log.js';
import { PipelineCatalogue } from './pipeline-catalogue.js';
import { openThreadServices, threadSettings } from './thread-services.js';

/** All that a pipeline's documentation tells. */
export interface PipelineDescription {
  readonly description: string;
  /** Where it is declared, relative to the project. */
  readonly file: string;
  readonly params: readonly ParameterDescription[];
  readonly plan: Plan;
  /** The declared parameters of each stage of the plan, by its name. */
  readonly stageParams: Readonly<Record<string, readonly ParameterDescription[]>>;
}

/** @throws LeatError `PIPELINE_UNKNOWN`, `PARAMETER_INVALID` when the pipeline cannot be planned without more parameters. */
export async function describePipeline(
  config: Config,
  { pipeline: name, params }: { pipeline: string; params: Readonly<Record<string, unknown>> },
): Promise<PipelineDescription> {
  const services = await openThreadServices(threadSettings(config), createLog(config.log));
  try {
    const { pipeline, source } = await findPipeline(name, await new PipelineCatalogue(config).sources(), services);
    const { plan, uses } = makePlan(pipeline, params);
    const stageParams = [...uses].map(([stage, { declaration }]) => [stage, describeParams(declaration.params)] as const);
    return {
      description: pipeline.description ?? '',
      file: source.file,
      params: describeParams(pipeline.params),
      plan,
      stageParams: Object.fromEntries(stageParams),
    };
  } finally {
    await services.metadata.close();
  }
}
