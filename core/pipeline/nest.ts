import { z } from 'zod';
import type { Pipeline, PipelineOutputs } from './define-pipeline.js';
import { handlesOf, useStage, type StageDeclaration } from './define-stage.js';
import type { Handle } from './handle.js';
import type { Kind } from './kinds.js';
import { parseParams } from './parse-params.js';
import type { StageOptions } from './stage-options.js';

/**
 * A pipeline as a stage of another: it is run as a run of its own, and its outputs are wired like those of any stage.
 *
 * @throws LeatError `PARAMETER_INVALID` for parameters that the pipeline refuses.
 */
export function nest<P extends z.ZodType, O extends PipelineOutputs>(
  pipeline: Pipeline<P, O>,
  params: z.input<P>,
  options: StageOptions = {},
): { readonly [N in keyof O]: O[N] } {
  const checked = parseParams(pipeline.params, params, `pipeline "${pipeline.name}"`);
  const outputs = Object.entries(pipeline.build(checked)).map(([name, { kind }]): [string, Kind] => [name, kind as Kind]); // a list is wired like one artifact here
  const declaration = {
    name: pipeline.name,
    version: 1,
    inputs: {},
    outputs: Object.fromEntries(outputs),
    params: z.strictObject({}),
    work: 'light',
    execution: () => ({ kind: 'pipeline', pipeline: pipeline.name, params: asJsonObject(params) }),
  } as const satisfies StageDeclaration;
  const use = useStage(declaration, {}, options);
  const handles = handlesOf(use);
  const [only] = Object.keys(declaration.outputs);
  const record = Object.keys(declaration.outputs).length === 1 && only !== undefined ? { [only]: handles as Handle } : handles;
  return record as { readonly [N in keyof O]: O[N] }; // the outputs of the pipeline that was just built
}

/** Parameters travel as JSON: what JSON drops is dropped here. */
function asJsonObject(params: unknown): Record<string, z.core.util.JSONType> {
  return JSON.parse(JSON.stringify(params)) as Record<string, z.core.util.JSONType>; // parameters are an object
}
