import { meanOf } from '../../metrics/baseline.js';
import type { Sample, TrainedParameters, TrainerTools } from '../define-trainer.js';
import { binSample } from './bin-sample.js';
import { decodeEnsemble, encodeEnsemble } from './ensemble-bytes.js';
import { EnsembleBuilder } from './ensemble-builder.js';
import { placeOf, requireMemory, UNLIMITED, type KernelSession } from './kernel.js';
import { scoreOutOfBag } from './out-of-bag-score.js';
import type { TreeEnsemble } from './tree-ensemble.js';

export interface ForestOptions {
  readonly trees: number;
  readonly maxDepth: number | undefined;
  readonly minSamplesSplit: number;
  readonly minSamplesLeaf: number;
  readonly maxFeatures: 'sqrt' | 'log2' | number | undefined;
  readonly maxBins: number;
  readonly bootstrap: boolean;
  readonly oobScore: boolean;
  /** One random threshold a feature, in place of the best. */
  readonly randomThresholds: boolean;
}

/** Rows times trees from which a second thread is worth being woken for each round. */
const SHARED_WORK = 1_000_000;

/**
 * A forest of trees that each see other rows and, in every node, other features. Every thread grows a tree of its own.
 * Leaves hold their share of the mean over the trees: of two classes the probability of the second.
 *
 * @see Breiman, Random Forests, Machine Learning 45 (2001).
 * @see Geurts, Ernst & Wehenkel, Extremely Randomized Trees, Machine Learning 63 (2006): with random thresholds.
 */
export async function growForest(sample: Sample, options: ForestOptions, tools: TrainerTools): Promise<TrainedParameters<TreeEnsemble>> {
  const isSmall = sample.features.rows * options.trees < SHARED_WORK;
  const session = await tools.trees.open({ threads: isSmall ? 1 : Math.min(tools.threads, options.trees), signal: tools.signal });
  try {
    return await new ForestGrower(session, { sample, options, tools }).run();
  } finally {
    session.close();
  }
}

interface Training {
  readonly sample: Sample;
  readonly options: ForestOptions;
  readonly tools: TrainerTools;
}

class ForestGrower {
  readonly #session: KernelSession;
  readonly #training: Training;
  readonly #binned: ReturnType<typeof binSample>;
  readonly #builder: EnsembleBuilder;
  readonly #width: number;
  readonly #base: number;

  constructor(session: KernelSession, training: Training) {
    const { sample, options, tools } = training;
    const { features, target, weights, classes } = sample;
    this.#session = session;
    this.#training = training;
    this.#width = classes > 2 ? classes : 1;
    // Leaves hold differences from the mean, which float32 has more digits for.
    this.#base = classes === 0 ? Math.fround(meanOf(target, weights)) : 0;
    const centred = { ...sample, target: target.map((value) => value - this.#base) };
    this.#binned = binSample(session, centred, { maxBins: options.maxBins, byRow: false, signal: tools.signal });
    this.#prepare();
    const base = new Float32Array(this.#width).fill(this.#base);
    const kept = decodeEnsemble(tools.checkpoint.kept, features.names.length);
    this.#builder = new EnsembleBuilder(
      { features: features.names.length, outputs: this.#width, width: this.#width, base },
      kept?.ensemble,
    );
    if (kept !== undefined) this.#outOfBag().set(kept.doubles);
  }

  async run(): Promise<TrainedParameters<TreeEnsemble>> {
    const { sample, options, tools } = this.#training;
    while (this.#builder.trees < options.trees) {
      this.#growRound(Math.min(this.#session.threads, options.trees - this.#builder.trees));
      tools.progress(this.#builder.trees / options.trees);
      tools.checkpoint.keep(() => encodeEnsemble(this.#builder.finish(), this.#outOfBag()));
      await this.#session.rest();
    }
    const outOfBagScore = options.oobScore ? scoreOutOfBag(sample, this.#outOfBag(), this.#base) : NaN;
    const notes = { trees: options.trees, ...(Number.isFinite(outOfBagScore) && { outOfBagScore }) };
    return { parameters: this.#builder.finish(), notes };
  }

  #prepare(): void {
    const { sample, options } = this.#training;
    const { bootstrap, randomThresholds, maxDepth, minSamplesSplit, minSamplesLeaf } = options;
    const features = maxFeaturesOf(options.maxFeatures, sample);
    this.#session.call('setForest', this.#width, Number(bootstrap), Number(randomThresholds), features);
    this.#session.call('setForestLimits', maxDepth ?? UNLIMITED, minSamplesSplit, minSamplesLeaf);
    requireMemory(this.#session.call('prepareForest', Number(options.oobScore)));
  }

  /** A tree for each thread; its draws depend on its number alone. */
  #growRound(trees: number): void {
    const { options, tools } = this.#training;
    const session = this.#session;
    const seeds = new Uint32Array(session.memory, session.call('nextRound', trees) >>> 0, 2 * trees);
    for (let tree = 0; tree < trees; tree++) {
      const random = tools.random.fork(`tree-${String(this.#builder.trees + tree)}`);
      seeds.set([random.uint32(), random.uint32()], 2 * tree);
    }
    session.run('growForest');
    if (options.oobScore) session.run('predictOutOfBag');
    for (let tree = 0; tree < trees; tree++) this.#collect(tree);
  }

  #collect(tree: number): void {
    const session = this.#session;
    const { memory } = session;
    const leaves = placeOf(session, 'forestLeafCount', tree) * this.#width;
    const leafValues = new Float32Array(memory, placeOf(session, 'forestLeafValues', tree), leaves).map(
      (value) => value / this.#training.options.trees,
    );
    const count = placeOf(session, 'forestNodeCount', tree);
    this.#builder.add(
      { memory, nodes: placeOf(session, 'forestNodes', tree), count, leafValues, signal: this.#training.tools.signal },
      this.#binned,
    );
  }

  /** Shape [rows, width] of sums, then [rows] of the number of trees; empty when not asked for. They lie side by side. */
  #outOfBag(): Float64Array {
    const { sample, options } = this.#training;
    const length = options.oobScore ? sample.features.rows * (this.#width + 1) : 0;
    return new Float64Array(this.#session.memory, length === 0 ? 0 : placeOf(this.#session, 'outOfBag'), length);
  }
}

function maxFeaturesOf(chosen: ForestOptions['maxFeatures'], { features, classes }: Sample): number {
  const count = features.names.length;
  const rule = chosen ?? (classes > 0 ? 'sqrt' : 1);
  const wanted = rule === 'sqrt' ? Math.sqrt(count) : rule === 'log2' ? Math.log2(count) : rule * count;
  return Math.max(1, Math.floor(wanted));
}
