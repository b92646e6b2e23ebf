import { encodeModel } from '../../../core/onnx/encode-model.js';
import type { Tensor } from '../../../core/onnx/graph-runner.js';
import { graphInput } from '../../../core/onnx/graph.js';
import type { FeatureMatrix } from '../../../core/trainers/define-trainer.js';
import type { Estimator } from '../../../core/trainers/train-estimator.js';

/** The estimator alone, without a recipe, as an ONNX file: from `features` to `output`. */
export function graphOf({ trainer, parameters, shape }: Estimator, width: number): Uint8Array {
  const features = graphInput('features', 'float32', ['rows', width]);
  return encodeModel({ inputs: [features], outputs: { output: trainer.toGraph(features, parameters, shape) } });
}

export function feedsOfFeatures({ rows, names, data }: FeatureMatrix): Record<string, Tensor> {
  return { features: { type: 'float32', shape: [rows, names.length], data } };
}
