import type { z } from 'zod';
import { LeatError } from '../errors.js';
import type { Handle } from './handle.js';

/** What a pipeline promises: the handles by the names under which a run returns them. */
export type PipelineOutputs = Readonly<Record<string, Handle>>;

/** A pipeline is a function from parameters to a plan; see make-plan.ts. */
export interface Pipeline<P extends z.ZodType = z.ZodType> {
  readonly leat: 'pipeline';
  readonly name: string;
  readonly params: P;
  readonly concurrency: number;
  build(params: z.output<P>): PipelineOutputs;
}

export interface PipelineDeclaration<P extends z.ZodType> {
  readonly name: string;
  readonly params: P;
  /** Stages in flight at once, at most; 100 when left out. */
  readonly concurrency?: number;
  /** Wires stages. Pure: it may be called any number of times, also in a test. */
  build(params: z.output<P>): PipelineOutputs;
}

/**
 * Declares a pipeline.
 *
 * @throws LeatError `PIPELINE_INVALID` for a name that no command line could take.
 */
export function definePipeline<P extends z.ZodType>({ concurrency = 100, ...declaration }: PipelineDeclaration<P>): Pipeline<P> {
  if (!/^[a-z][\w-]{0,99}$/.test(declaration.name)) {
    throw new LeatError('PIPELINE_INVALID', `expected a pipeline name of letters, digits, - and _, got "${declaration.name}"`);
  }
  return Object.freeze({ leat: 'pipeline', concurrency, ...declaration });
}

/** By shape, not by class: the user's module may have loaded its own copy of this one. */
export function isPipeline(value: unknown): value is Pipeline {
  return typeof value === 'object' && value !== null && 'leat' in value && value.leat === 'pipeline';
}
