import type { z } from 'zod';
import type { RunDetails } from '../../core/api/run.js';
import type { Pipeline, PipelineOutputs } from '../../core/pipeline/define-pipeline.js';

/** What a pipeline is given; anything, where only its name is known. */
export type ParamsOf<P> = P extends Pipeline<infer S> ? z.input<S> : Readonly<Record<string, unknown>>;

/** An artifact, and what kind of one it is. */
export interface OutputReference<K extends string = string> {
  readonly kind: K;
  readonly digest: string;
}

/** What a run of a pipeline returns, by the names that its `build` gives. */
export type OutputsOf<P> =
  P extends Pipeline<z.ZodType, infer O extends PipelineOutputs>
    ? { readonly [N in keyof O]: OutputReference<O[N]['kind']> }
    : Readonly<Record<string, OutputReference>>;

/** A run that has completed. */
export interface FinishedRun<P = string> extends Omit<RunDetails, 'outputs' | 'state'> {
  readonly state: 'completed';
  readonly outputs: OutputsOf<P>;
}
