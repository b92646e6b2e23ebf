import type { z } from 'zod';
import type { Decision } from '../core/pipeline/decision.js';
import type { GraphRunner } from '../core/onnx/graph-runner.js';
import type { Inputs, Outputs, Stage, StageDeclaration } from '../core/pipeline/define-stage.js';
import type { InputValues, OutputValues } from '../core/pipeline/kinds.js';
import type { StageContext } from '../core/pipeline/stage-context.js';
import type { TreeKernels } from '../core/trainers/trees/kernel.js';
import type { KeepingTableWriter } from '../core/table/table-reader.js';
import type { SourceSurroundings } from '../sources/source.js';
import type { ArtifactStore } from '../stores/artifacts/artifact-store.js';
import type { KeptTable } from '../stores/artifacts/tables.js';
import type { MetadataStore } from '../stores/metadata/metadata-store.js';

/** What a built-in stage may use beside its inputs; a user's stage gets only the context. */
export interface StageServices {
  readonly artifacts: ArtifactStore;
  readonly metadata: MetadataStore;
  readonly graphs: GraphRunner;
  readonly trees: TreeKernels;
  readonly source: SourceSurroundings;
  readonly run: { readonly id: string; readonly pipeline: string; readonly stage: string; readonly seed: number };
  /** Of the person that the stage waited for; null for a stage that waits for none. */
  readonly decision: Decision | null;
  /** @param kept - What a writer of an earlier attempt had stored. */
  createTable(kept?: KeptTable): KeepingTableWriter;
  /** Keeps a page for people beside the outputs: no part of the result, so that it may tell of time and place. */
  keepPage(page: string): Promise<void>;
}

/** The code of a built-in stage: references are loaded before and saved after it by the wrapper. */
export interface StageActivity<I extends Inputs = Inputs, O extends Outputs = Outputs, P extends z.ZodType = z.ZodType> {
  readonly declaration: StageDeclaration<I, O, P>;
  run(inputs: InputValues<I>, params: z.output<P>, context: StageContext, services: StageServices): Promise<OutputValues<O>>;
  /**
   * For a stage that reads the outside world: a text that changes whenever what it reads may have;
   * null when that cannot be known, and then it is never cached.
   */
  fingerprint?(params: z.output<P>, services: Pick<StageServices, 'source' | 'metadata'>): Promise<string | null>;
}

/** Joins a declared stage with its code. */
export function defineActivity<I extends Inputs, O extends Outputs, P extends z.ZodType>(
  stage: Pick<Stage<I, O, P>, 'declaration'>,
  code: Omit<StageActivity<I, O, P>, 'declaration'>,
): StageActivity<I, O, P> {
  return { declaration: stage.declaration, ...code };
}
