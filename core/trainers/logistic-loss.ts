import type { GraphSession, Tensor } from '../onnx/graph-runner.js';
import { graphInput } from '../onnx/graph.js';
import { encodeModel } from '../onnx/encode-model.js';
import { cast, gemm, mul, reduceSum } from '../onnx/operators.js';
import type { CancellationFlag } from '../pipeline/stage-context.js';
import { chunksOf, weightsOf, type Chunk } from './chunks.js';
import type { Sample, TrainerTools } from './define-trainer.js';
import type { FeatureScale } from './feature-scale.js';
import type { Evaluated } from './lbfgs.js';
import { linearParameters, type LinearParameters } from './linear-model.js';
import { lossNodes, outputsOf, targetTensor, targetType } from './loss-nodes.js';
import { addTo, numericOutput } from './numeric-output.js';

interface LossOptions {
  readonly l2: number;
  /** What makes features standardised, of these rows or of others like them. */
  readonly scale: FeatureScale;
}

interface LossParts extends LossOptions {
  readonly session: GraphSession;
  readonly signal: CancellationFlag;
}

/**
 * The mean logistic loss of a sample with an L2 penalty, as a function for L-BFGS.
 *
 * A point holds weights [features, outputs], then biases [outputs], of *standardised* features: that
 * makes the problem round, so that features of any scale converge alike. The features themselves stay
 * as they are; weights are translated before the graph and gradients after it, and the penalty is on
 * the weights of the raw features.
 */
export class LogisticLoss {
  /** One output for two classes (a logit), else one a class. */
  readonly outputs: number;
  readonly size: number;
  readonly #sample: Sample;
  readonly #l2: number;
  readonly #signal: CancellationFlag;
  readonly #session: GraphSession;
  readonly #scale: FeatureScale;
  readonly #chunks: readonly (Chunk & { readonly target: Tensor; readonly weights: Tensor })[];
  readonly #totalWeight: number;

  private constructor(sample: Sample, { l2, scale, session, signal }: LossParts) {
    this.outputs = outputsOf(sample.classes);
    const width = sample.features.names.length;
    this.size = (width + 1) * this.outputs;
    this.#sample = sample;
    this.#l2 = l2;
    this.#signal = signal;
    this.#session = session;
    this.#scale = scale;
    this.#chunks = chunksOf(sample.features, 2 * this.outputs * width).map((chunk) => ({
      ...chunk,
      target: targetTensor(sample.target.subarray(chunk.start, chunk.end), sample.classes),
      weights: weightTensor(sample.weights, chunk),
    }));
    this.#totalWeight = sample.weights?.reduce((sum, weight) => sum + weight, 0) ?? sample.features.rows;
  }

  static async open(
    sample: Sample,
    { l2, scale, graphs, signal }: LossOptions & Pick<TrainerTools, 'graphs' | 'signal'>,
  ): Promise<LogisticLoss> {
    const session = await graphs.open(lossGraph(sample.features.names.length, sample.classes));
    return new LogisticLoss(sample, { l2, scale, session, signal });
  }

  close(): Promise<void> {
    return this.#session.close();
  }

  /** The point as weights and biases of the raw features. */
  unpack(point: Float64Array): LinearParameters {
    const { weights, bias } = this.#rawWeights(point);
    return linearParameters(weights, bias);
  }

  /** What each coordinate of a point pays, that the weights of the raw features may pay `l1`; against the mean loss. */
  absolutePenalties(l1: number): Float64Array {
    const weights = this.size - this.outputs; // the biases behind them are free
    const deviationOf = (index: number): number => this.#scale.deviations[Math.floor(index / this.outputs)] ?? 1;
    return Float64Array.from({ length: this.size }, (_, index) => (index < weights ? l1 / deviationOf(index) / this.#totalWeight : 0));
  }

  /** @throws LeatError `CANCELLED`. */
  async evaluate(point: Float64Array): Promise<Evaluated> {
    const { weights, bias } = this.#rawWeights(point);
    const loss = new Float64Array(1);
    const weightGradient = new Float64Array(weights.length);
    const biasGradient = new Float64Array(bias.length);
    const width = this.#sample.features.names.length;
    const learned: Record<string, Tensor> = {
      weights: { type: 'float32', shape: [width, this.outputs], data: Float32Array.from(weights) },
      bias: { type: 'float32', shape: [this.outputs], data: Float32Array.from(bias) },
    };
    for (const { features, target, weights: rowWeights } of this.#chunks) {
      this.#signal.throwIfCancelled();
      const sums = await this.#session.run({ features, target, rowWeights, ...learned });
      addTo(loss, numericOutput(sums, 'loss'));
      addTo(weightGradient, numericOutput(sums, 'weightGradient'));
      addTo(biasGradient, numericOutput(sums, 'biasGradient'));
    }
    return this.#penalised({ loss: loss[0] ?? NaN, weights, weightGradient, biasGradient });
  }

  /** Divides by the total weight of the rows, adds the penalty, and takes the gradient to the standardised features. */
  #penalised(sums: { loss: number; weights: Float64Array; weightGradient: Float64Array; biasGradient: Float64Array }): Evaluated {
    const total = this.#totalWeight;
    const { means, deviations } = this.#scale;
    const gradient = new Float64Array(this.size);
    let squares = 0;
    for (let index = 0; index < sums.weights.length; index++) {
      const feature = Math.floor(index / this.outputs);
      const weight = sums.weights[index] ?? 0;
      const centred = (sums.weightGradient[index] ?? 0) - (means[feature] ?? 0) * (sums.biasGradient[index % this.outputs] ?? 0);
      gradient[index] = (centred + this.#l2 * weight) / (deviations[feature] ?? 1) / total;
      squares += weight * weight;
    }
    gradient.set(
      sums.biasGradient.map((sum) => sum / total),
      sums.weights.length,
    );
    return { value: (sums.loss + (this.#l2 / 2) * squares) / total, gradient };
  }

  #rawWeights(point: Float64Array): { weights: Float64Array; bias: Float64Array } {
    const { means, deviations } = this.#scale;
    const biasStart = this.size - this.outputs;
    const weights = point.slice(0, biasStart);
    const bias = point.slice(biasStart);
    for (let index = 0; index < weights.length; index++) {
      const feature = Math.floor(index / this.outputs);
      const output = index % this.outputs;
      weights[index] = (weights[index] ?? 0) / (deviations[feature] ?? 1);
      bias[output] = (bias[output] ?? 0) - (means[feature] ?? 0) * (weights[index] ?? 0);
    }
    return { weights, bias };
  }
}

function weightTensor(weights: Float64Array | undefined, chunk: Chunk): Tensor {
  return { type: 'float32', shape: [chunk.end - chunk.start, 1], data: Float32Array.from(weightsOf(weights, chunk)) };
}

/** Sums over the rows of a chunk; the last sums are in doubles, where terms of one sign would swallow each other. */
function lossGraph(width: number, classes: number): Uint8Array {
  const outputs = outputsOf(classes);
  const features = graphInput('features', 'float32', ['rows', width]);
  const target = graphInput('target', targetType(classes), ['rows', 1]);
  const rowWeights = graphInput('rowWeights', 'float32', ['rows', 1]);
  const weights = graphInput('weights', 'float32', [width, outputs]);
  const bias = graphInput('bias', 'float32', [outputs]);

  const scores = gemm([features, weights, bias]);
  const loss = lossNodes(scores, target, { classes });
  const terms = mul(loss.terms, rowWeights);
  const residuals = mul(loss.residuals, rowWeights);
  return encodeModel({
    inputs: [features, target, rowWeights, weights, bias],
    outputs: {
      loss: reduceSum(cast(terms, 'float64'), { axes: [0, 1], keepDimensions: false }),
      weightGradient: gemm([features, residuals], { transposeLeft: true }),
      biasGradient: reduceSum(cast(residuals, 'float64'), { axes: [0], keepDimensions: false }),
    },
  });
}
