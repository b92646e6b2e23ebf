import type { Tensor } from '../../onnx/graph-runner.js';
import type { CancellationFlag } from '../../pipeline/stage-context.js';
import type { Random } from '../../random.js';
import type { Sample } from '../define-trainer.js';
import { featureScale } from '../feature-scale.js';
import { targetTensor } from '../loss-nodes.js';
import { validationWeight, weightOfRows } from '../validation-weight.js';
import type { Network } from './network.js';

/** Rows whose loss is computed at once. */
const CHUNK_ROWS = 16_384;

/** A sample as the training graph takes it, cut into rows to learn from and rows to judge by. */
export class NetworkRows {
  readonly tensors: Readonly<Record<string, Tensor>>;
  readonly scale: Pick<Network, 'means' | 'deviations' | 'target'>;
  readonly training: Uint32Array;
  readonly trainingWeight: number;
  readonly validationWeight: number;
  readonly #validation: Uint32Array;

  /** @param apart - Share of the rows to judge by. */
  constructor(sample: Sample, { apart, random, signal }: { apart: number; random: Random; signal: CancellationFlag }) {
    const { features, target, classes, weights } = sample;
    const { means, deviations } = featureScale(features, { weights, signal });
    this.scale = {
      means: Array.from(means, Math.fround),
      deviations: Array.from(deviations, Math.fround),
      target: classes === 0 ? targetScale(sample, signal) : { mean: 0, deviation: 1 },
    };
    const { mean, deviation } = this.scale.target;
    const scaled = classes === 0 ? target.map((value) => (value - mean) / deviation) : target;
    this.tensors = {
      features: { type: 'float32', shape: [features.rows, features.names.length], data: features.data },
      target: targetTensor(scaled, classes),
      means: { type: 'float32', shape: [means.length], data: Float32Array.from(means) },
      deviations: { type: 'float32', shape: [deviations.length], data: Float32Array.from(deviations) },
      ...(weights && { weights: { type: 'float32', shape: [features.rows, 1], data: new Float32Array(weights) } }),
    };
    const rows = random.permutation(features.rows);
    const validationRows = apart === 0 ? 0 : Math.min(Math.max(1, Math.round(apart * rows.length)), rows.length - 1);
    this.#validation = rows.subarray(0, validationRows);
    this.training = rows.subarray(validationRows);
    this.trainingWeight = weightOfRows(this.training, weights);
    this.validationWeight = apart === 0 ? 0 : validationWeight(this.#validation, weights, 'trainer "mlp", parameter "earlyStopping"');
  }

  /** Rows to judge by, int32. */
  *validationChunks(): Generator<Tensor> {
    for (let start = 0; start < this.#validation.length; start += CHUNK_ROWS) {
      const data = Int32Array.from(this.#validation.subarray(start, start + CHUNK_ROWS));
      yield { type: 'int32', shape: [data.length], data };
    }
  }
}

/** Learned on values of deviation 1, a learning rate fits a target of any unit. */
function targetScale({ target, weights }: Sample, signal: CancellationFlag): Network['target'] {
  const { means, deviations } = featureScale({ rows: target.length, names: ['target'], data: target }, { weights, signal });
  return { mean: Math.fround(means[0] ?? 0), deviation: Math.fround(deviations[0] ?? 1) };
}
