import type { z } from 'zod';
import type { TrainerChoice } from '../model/trainer-choice.js';
import type { ClassLabel, ModelTask, Task } from '../model/signature.js';
import type { GraphNode } from '../onnx/graph.js';
import type { GraphRunner } from '../onnx/graph-runner.js';
import type { StageContext } from '../pipeline/stage-context.js';
import type { TreeKernels } from './trees/kernel.js';

/** Prepared features, row-major, shape [rows, names.length]; float32, as the exported graph computes. */
export interface FeatureMatrix {
  readonly rows: number;
  readonly names: readonly string[];
  readonly data: Float32Array;
  /**
   * Shape [names.length]: 0 for a number, n for a category with the codes 0 to n − 1, of which NaN is a missing
   * or unknown one. All are numbers when left out.
   */
  readonly cardinalities?: readonly number[];
}

/** What a trainer learns from. */
export interface Sample {
  readonly features: FeatureMatrix;
  /** Shape [rows]: the value (regression) or the index of the class (classification). Never NaN. Empty where there is none. */
  readonly target: Float64Array;
  /** Number of classes, at least 2; 0 for regression. */
  readonly classes: number;
  /** Shape [classes]: what the classes are called, so that hyperparameters can name one; their indices when left out. */
  readonly labels?: readonly ClassLabel[];
  /** Shape [rows]: how much each row counts, finite and at least 0; 1 each when left out. */
  readonly weights?: Float64Array;
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
  readonly trees: TreeKernels;
  /** Threads that the training may keep busy, its own among them. */
  readonly threads: number;
  readonly checkpoint: TrainerCheckpoint;
}

export interface TrainedParameters<Parameters> {
  /** Plain data, typed arrays among it: what toGraph and predict need, also after a structured clone. */
  readonly parameters: Parameters;
  /** For the report: iterations, whether it converged. */
  readonly notes: Readonly<Record<string, number | boolean | string>>;
}

/** What a trainer needs to know of the task when it builds a graph or predicts. */
export interface ModelShape {
  readonly task: ModelTask;
  readonly classes: number;
}

/** Of a task with a target. */
export interface TaskShape extends ModelShape {
  readonly task: Task;
}

/** How much each feature contributes to what a model learned, both of shape [features]. */
export interface FeatureImportance {
  /** Sum of what its splits improve the loss by. */
  readonly gain: Float64Array;
  /** Number of splits on it. */
  readonly split: Float64Array;
}

export interface TrainerDefinition<Hyperparameters = unknown, Parameters = unknown> {
  readonly name: string;
  /** Part of the cache key: raise it when equal inputs would give another model. */
  readonly version: number;
  readonly tasks: readonly ModelTask[];
  /** Learns from features that are missing (NaN); without it they are refused before the training. */
  readonly acceptsMissing?: boolean;
  readonly hyperparameters: z.ZodType<Hyperparameters>;
  train(sample: Sample, hyperparameters: Hyperparameters, tools: TrainerTools): Promise<TrainedParameters<Parameters>>;
  /**
   * The learned function in plain code, kept to compare the exported graph with.
   *
   * @returns Row-major: probabilities [rows, classes], values [rows, 1], distances to centres [rows, clusters], or
   * anomaly scores [rows, 1].
   */
  predict(features: FeatureMatrix, parameters: Parameters, shape: ModelShape): Float64Array;
  /** @param features - float32, shape [rows, features]. @returns What predict returns, float32, as a graph. */
  toGraph(features: GraphNode, parameters: Parameters, shape: ModelShape): GraphNode;
  /** The choices that a trainer joins, where it joins several: their versions count like its own. */
  parts?(hyperparameters: Hyperparameters): readonly TrainerChoice[];
  importance?(parameters: Parameters): FeatureImportance;
  /**
   * What each feature adds to each output, and last the expected output: they sum to the output, before the link
   * (sigmoid, softmax, exponential) where there is one.
   *
   * @returns Row-major, shape [rows, features + 1, outputs].
   */
  explain?(features: FeatureMatrix, parameters: Parameters, shape: ModelShape): Float64Array;
}

/** A trainer's declaration. Identity at run time; it infers the two type parameters. */
export function defineTrainer<Hyperparameters, Parameters>(
  definition: TrainerDefinition<Hyperparameters, Parameters>,
): TrainerDefinition<Hyperparameters, Parameters> {
  return definition;
}
