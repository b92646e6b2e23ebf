import type { Sample, TrainedParameters, TrainerTools } from '../define-trainer.js';
import { binSample, type BinnedFeatures } from './bin-sample.js';
import { decodeEnsemble, encodeEnsemble } from './ensemble-bytes.js';
import { EnsembleBuilder } from './ensemble-builder.js';
import { rowBlocks } from '../../row-blocks.js';
import { placeOf, requireMemory, UNLIMITED, type KernelSession } from './kernel.js';
import { lossOf, type LossName } from './losses.js';
import { predictTrees } from './predict-trees.js';
import { renewLeaves } from './renew-leaves.js';
import type { TreeEnsemble } from './tree-ensemble.js';
import { validationWeight } from '../validation-weight.js';
import { chooseValidation, meanLoss } from './validation-part.js';

export interface BoostingOptions {
  readonly loss: LossName;
  readonly quantile: number;
  readonly trees: number;
  readonly learningRate: number;
  readonly leaves: number;
  readonly maxDepth: number | undefined;
  readonly maxBins: number;
  readonly minSamplesLeaf: number;
  readonly minChildWeight: number;
  readonly l1: number;
  readonly l2: number;
  readonly subsample: number;
  readonly colsample: number;
  /** By feature: 1 rising, −1 falling, 0 free; undefined when all are. */
  readonly monotone: Int8Array | undefined;
  readonly patience: number | undefined;
  readonly validationFraction: number;
}

/** Rows from which a second thread is worth its barriers. */
const SHARED_ROWS = 20_000;

/**
 * Gradient-boosted trees by histograms, leaf by leaf.
 *
 * @see Friedman, Greedy Function Approximation: A Gradient Boosting Machine, Annals of Statistics 29 (2001).
 * @see Ke et al., LightGBM: A Highly Efficient Gradient Boosting Decision Tree, NeurIPS 2017.
 */
export async function boostTrees(sample: Sample, options: BoostingOptions, tools: TrainerTools): Promise<TrainedParameters<TreeEnsemble>> {
  const threads = sample.features.rows < SHARED_ROWS ? 1 : tools.threads;
  const session = await tools.trees.open({ threads, signal: tools.signal });
  try {
    return await new Booster(session, { sample, options, tools }).run();
  } finally {
    session.close();
  }
}

interface Training {
  readonly sample: Sample;
  readonly options: BoostingOptions;
  readonly tools: TrainerTools;
}

class Booster {
  readonly #session: KernelSession;
  readonly #training: Training;
  readonly #binned: BinnedFeatures;
  readonly #builder: EnsembleBuilder;
  readonly #outputs: number;
  /** Rows that decide when to stop; none without early stopping. */
  readonly #heldOut: Uint32Array;
  #best: { round: number; loss: number };

  constructor(session: KernelSession, training: Training) {
    const { sample, options, tools } = training;
    this.#session = session;
    this.#training = training;
    this.#binned = binSample(session, sample, { maxBins: options.maxBins, byRow: true, signal: tools.signal });
    const base = Float32Array.from(lossOf(options.loss).base(sample, options.quantile));
    this.#outputs = base.length;
    this.#heldOut = this.#prepare();
    const kept = decodeEnsemble(tools.checkpoint.kept, sample.features.names.length);
    const shape = { features: sample.features.names.length, outputs: base.length, width: 1, base };
    this.#builder = new EnsembleBuilder(shape, kept?.ensemble);
    const [round = -1, loss = Infinity] = kept?.doubles ?? [];
    this.#best = { round, loss };
    this.#setScores(kept?.ensemble ?? this.#builder.finish());
  }

  async run(): Promise<TrainedParameters<TreeEnsemble>> {
    const { options, tools } = this.#training;
    const { patience, trees } = options;
    let round = this.#builder.trees / this.#outputs;
    const isOver = (): boolean => round >= trees || (patience !== undefined && round - 1 - this.#best.round >= patience);
    for (; !isOver(); round++) {
      this.#growRound(round);
      if (patience !== undefined) this.#validate(round);
      tools.progress((round + 1) / trees);
      tools.checkpoint.keep(() => encodeEnsemble(this.#builder.finish(), Float64Array.of(this.#best.round, this.#best.loss)));
      await this.#session.rest();
    }
    if (patience === undefined) return { parameters: this.#builder.finish(), notes: { trees: this.#builder.trees } };
    const kept = (this.#best.round + 1) * this.#outputs;
    return { parameters: this.#builder.finish(kept), notes: { trees: kept, validationLoss: this.#best.loss } };
  }

  #prepare(): Uint32Array {
    const { sample, options, tools } = this.#training;
    const { loss, leaves, l1, l2, minChildWeight, minSamplesLeaf, learningRate, monotone } = options;
    const session = this.#session;
    const mostLeaves = Math.max(2, Math.min(leaves, sample.features.rows)); // memory is reserved for all
    requireMemory(session.call('prepareBoosting', this.#outputs, lossOf(loss).number, mostLeaves, options.maxDepth ?? UNLIMITED));
    session.call('setRegularisation', l1, l2, minChildWeight, minSamplesLeaf, learningRate);
    const largestWeight = sample.weights?.reduce((most, weight) => Math.max(most, weight), 0) ?? 1;
    session.call('setLoss', options.quantile, 2 ** Math.ceil(Math.log2(largestWeight)));
    if (monotone !== undefined) {
      const address = requireMemory(session.call('reserveMonotone'));
      new Int8Array(session.memory, address, monotone.length).set(monotone);
    }
    const fraction = options.patience === undefined ? 0 : options.validationFraction;
    const { training, heldOut } = chooseValidation(sample.features.rows, fraction, tools.random.fork('validation'));
    if (fraction > 0) validationWeight(heldOut, sample.weights, 'trainer "gbdt", parameter "patience"');
    const rows = new Uint32Array(session.memory, placeOf(session, 'trainingRows'), sample.features.rows);
    rows.set(training);
    rows.set(heldOut, training.length);
    session.call('setTraining', training.length);
    return heldOut;
  }

  /** As the trees so far predict: the same additions in the same order, so that a resumed training has the same bits. */
  #setScores(ensemble: TreeEnsemble): void {
    const { rows, names, data } = this.#training.sample.features;
    const scores = new Float64Array(this.#session.memory, placeOf(this.#session, 'scores'), rows * this.#outputs);
    if (ensemble.roots.length === 0) {
      ensemble.base.forEach((base, output) => scores.fill(base, output * rows, (output + 1) * rows));
      return;
    }
    for (const { start, end } of rowBlocks(rows, { width: names.length, signal: this.#training.tools.signal })) {
      const block = { names, rows: end - start, data: data.subarray(start * names.length, end * names.length) };
      predictTrees(ensemble, block).forEach((score, index) => {
        scores[(index % this.#outputs) * rows + start + Math.floor(index / this.#outputs)] = score;
      });
    }
  }

  /** A tree for each output. */
  #growRound(round: number): void {
    const { options, tools } = this.#training;
    const session = this.#session;
    const random = tools.random.fork(`round-${String(round)}`);
    session.call('drawRows', random.uint32() | 0, options.subsample);
    this.#allowFeatures(random.fork('features').permutation(this.#training.sample.features.names.length));
    session.run('computeGradients');
    const quantile = lossOf(options.loss).renewedBy?.(options.quantile);
    for (let output = 0; output < this.#outputs; output++) {
      session.call('setOutput', output);
      session.run('growTree');
      const tree = { nodes: placeOf(session, 'nodes'), count: placeOf(session, 'nodeCount') };
      if (quantile !== undefined)
        renewLeaves(session, tree, { ...this.#training.sample, quantile, learningRate: options.learningRate, signal: tools.signal });
      this.#builder.add({ memory: session.memory, ...tree, signal: tools.signal }, this.#binned);
      session.run('addScores');
    }
  }

  #allowFeatures(order: Uint32Array): void {
    const allowed = new Uint8Array(this.#session.memory, placeOf(this.#session, 'allowed'), order.length).fill(0);
    const count = Math.max(1, Math.round(this.#training.options.colsample * order.length));
    for (const feature of order.subarray(0, count)) allowed[feature] = 1;
  }

  #validate(round: number): void {
    const { sample, options } = this.#training;
    const scores = new Float64Array(this.#session.memory, placeOf(this.#session, 'scores'), sample.features.rows * this.#outputs);
    const loss = meanLoss(sample, { rows: this.#heldOut, scores, loss: lossOf(options.loss), quantile: options.quantile });
    if (loss < this.#best.loss) this.#best = { round, loss };
  }
}
