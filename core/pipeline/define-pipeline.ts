import type { z } from 'zod';
import { LeatError } from '../errors.js';
import type { EventTrigger, EventTriggerDeclaration } from '../events/event-trigger.js';
import { parseTriggers } from '../events/parse-triggers.js';
import type { Correction } from './corrections.js';
import type { Handle } from './handle.js';

/** What a pipeline promises: the handles by the names under which a run returns them. */
export type PipelineOutputs = Readonly<Record<string, Handle>>;

/** A pipeline is a function from parameters to a plan; see make-plan.ts. */
export interface Pipeline<P extends z.ZodType = z.ZodType, O extends PipelineOutputs = PipelineOutputs> {
  readonly leat: 'pipeline';
  readonly name: string;
  readonly description?: string;
  readonly params: P;
  readonly concurrency: number;
  readonly onFailure?: readonly Correction[];
  readonly onDegraded?: readonly Correction[];
  readonly onEvent?: readonly EventTrigger[];
  /** Wires stages and returns the handles of its outputs; pure. */
  build(params: z.output<P>): O;
}

export interface PipelineDeclaration<P extends z.ZodType, O extends PipelineOutputs = PipelineOutputs> {
  readonly name: string;
  /** What it is for: the beginning of its documentation (`leat docs`). Markdown. */
  readonly description?: string;
  readonly params: P;
  /** Done by itself when a run fails: see rollBack(), startPipeline(), notify(), openIncident(). */
  readonly onFailure?: readonly Correction[];
  /** Done by itself when a `monitor` stage finds that a model has degraded. */
  readonly onDegraded?: readonly Correction[];
  /** Events that start it, as `POST /events` takes them. */
  readonly onEvent?: EventTriggerDeclaration | readonly EventTriggerDeclaration[];
  /** Stages in flight at once, at most; 100 when left out. */
  readonly concurrency?: number;
  /** Wires stages. Pure: it may be called any number of times, also in a test. */
  build(params: z.output<P>): O;
}

/**
 * Declares a pipeline.
 *
 * @throws LeatError `PIPELINE_INVALID` for a name that no command line could take, or an event that cannot be matched.
 */
export function definePipeline<P extends z.ZodType, O extends PipelineOutputs>({
  concurrency = 100,
  onEvent,
  ...declaration
}: PipelineDeclaration<P, O>): Pipeline<P, O> {
  if (!/^[a-z][\w-]{0,99}$/.test(declaration.name)) {
    throw new LeatError(
      'PIPELINE_INVALID',
      `expected a pipeline name of at most 100 letters, digits, - and _, that begins with a small letter, got "${declaration.name}"`,
    );
  }
  const triggers = onEvent === undefined ? {} : { onEvent: parseTriggers(onEvent, `pipeline "${declaration.name}"`) };
  return Object.freeze({ leat: 'pipeline', concurrency, ...declaration, ...triggers });
}

/** By shape, not by class: the user's module may have loaded its own copy of this one. */
export function isPipeline(value: unknown): value is Pipeline {
  return typeof value === 'object' && value !== null && 'leat' in value && value.leat === 'pipeline';
}
