import type { z } from 'zod';
import type { Task } from '../model/signature.js';
import type { GraphNode } from '../onnx/graph.js';
import type { GraphRunner } from '../onnx/graph-runner.js';
import type { StageContext } from '../pipeline/stage-context.js';

/** Prepared features, row-major, shape [rows, names.length]; float32, as the exported graph computes. */
export interface FeatureMatrix {
  readonly rows: number;
  readonly names: readonly string[];
  readonly data: Float32Array;
}

/** What a trainer learns from. */
export interface Sample {
  readonly features: FeatureMatrix;
  /** Shape [rows]: the value (regression) or the index of the class (classification). Never NaN. */
  readonly target: Float64Array;
  /** Number of classes, at least 2; 0 for regression. */
  readonly classes: number;
}

/** How a training goes on where an earlier attempt ended. Calls, not promises: a synchronous loop makes them too. */
export interface TrainerCheckpoint {
  /** What the earlier attempt kept last. */
  readonly kept: Uint8Array | undefined;
  /**
   * Called as often as the state is whole: it is only made, and stored, when the last one is some seconds old.
   * From it the training must come to the same bytes.
   */
  keep(state: () => Uint8Array): void;
}

/** For a training that is not worth a checkpoint of its own. */
export const noCheckpoint: TrainerCheckpoint = { kept: undefined, keep: () => undefined };

export interface TrainerTools extends Pick<StageContext, 'random' | 'signal' | 'progress'> {
  readonly graphs: GraphRunner;
  readonly checkpoint: TrainerCheckpoint;
}

export interface TrainedParameters<Parameters> {
  /** Plain JSON data: what toGraph and predict need. */
  readonly parameters: Parameters;
  /** For the report: iterations, whether it converged. */
  readonly notes: Readonly<Record<string, number | boolean | string>>;
}

/** What a trainer needs to know of the task when it builds a graph or predicts. */
export interface TaskShape {
  readonly task: Task;
  readonly classes: number;
}

export interface TrainerDefinition<Hyperparameters = unknown, Parameters = unknown> {
  readonly name: string;
  /** Part of the cache key: raise it when equal inputs would give another model. */
  readonly version: number;
  readonly tasks: readonly Task[];
  readonly hyperparameters: z.ZodType<Hyperparameters>;
  train(sample: Sample, hyperparameters: Hyperparameters, tools: TrainerTools): Promise<TrainedParameters<Parameters>>;
  /**
   * The learned function in plain code, kept to compare the exported graph with.
   *
   * @returns Row-major, shape [rows, classes] of probabilities, or [rows, 1] for regression.
   */
  predict(features: FeatureMatrix, parameters: Parameters, shape: TaskShape): Float64Array;
  /** @param features - float32, shape [rows, features]. @returns What predict returns, float32, as a graph. */
  toGraph(features: GraphNode, parameters: Parameters, shape: TaskShape): GraphNode;
}

/** A trainer's declaration. Identity at run time; it infers the two type parameters. */
export function defineTrainer<Hyperparameters, Parameters>(
  definition: TrainerDefinition<Hyperparameters, Parameters>,
): TrainerDefinition<Hyperparameters, Parameters> {
  return definition;
}
