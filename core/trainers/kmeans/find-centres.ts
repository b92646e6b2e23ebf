import type { GraphSession, Tensor } from '../../onnx/graph-runner.js';
import { chunksOf, weightsOf } from '../chunks.js';
import type { Sample, TrainedParameters, TrainerTools } from '../define-trainer.js';
import { featureScale, type FeatureScale } from '../feature-scale.js';
import { addTo, numericOutput } from '../numeric-output.js';
import { assignmentGraph } from './assignment-graph.js';
import type { Clusters } from './distances.js';
import { firstCentres, startRows } from './first-centres.js';

export interface KmeansOptions {
  readonly clusters: number;
  readonly starts: number;
  readonly maxIterations: number;
  readonly tolerance: number;
}

/** What a distance costs beside its multiplications, in such. */
const WORK_OF_DISTANCE = 20;

/** Centres relative to the means, with what their rows come to. */
interface Parting {
  readonly centres: Float32Array;
  readonly counts: Float64Array;
  readonly inertia: number;
  readonly iterations: number;
  readonly converged: boolean;
}

/** The closest centres of all starts. @throws LeatError `CANCELLED`. */
export async function findCentres(sample: Sample, options: KmeansOptions, tools: TrainerTools): Promise<TrainedParameters<Clusters>> {
  const { features, weights } = sample;
  const width = features.names.length;
  const scale = featureScale(features, { weights, signal: tools.signal });
  const means = Float32Array.from(scale.means);
  const rows = startRows({ ...features, width }, { means, weights, random: tools.random.fork('rows') });
  const session = await tools.graphs.open(assignmentGraph(width, options.clusters));
  try {
    let best: Parting | undefined;
    for (let start = 0; start < options.starts; start++) {
      const centres = firstCentres(rows, options.clusters, { random: tools.random.fork(`start-${String(start)}`), signal: tools.signal });
      const progress = (fraction: number): void => {
        tools.progress((start + fraction) / options.starts);
      };
      const assign = (at: Float32Array) =>
        assignRows(session, { sample, means, centres: at, clusters: options.clusters, signal: tools.signal });
      const parting = await descend(assign, centres, { ...options, scale, progress });
      if (best === undefined || parting.inertia < best.inertia) best = parting;
    }
    if (best === undefined) throw new Error('invariant: there is at least one start');
    const { inertia, iterations, converged } = best;
    return { parameters: largestFirst(best, means), notes: { inertia, iterations, converged } };
  } finally {
    await session.close();
  }
}

interface DescentOptions extends KmeansOptions {
  readonly scale: FeatureScale;
  readonly progress: (fraction: number) => void;
}

type Assign = (centres: Float32Array) => Promise<Assigned>;

async function descend(
  assign: Assign,
  start: Float32Array,
  { maxIterations, tolerance, scale, progress }: DescentOptions,
): Promise<Parting> {
  const { deviations } = scale;
  const variance = deviations.reduce((sum, deviation) => sum + deviation ** 2, 0) / deviations.length;
  let centres = start;
  for (let iterations = 1; ; iterations++) {
    const { sums, counts, inertia } = await assign(centres);
    const next = meansOf(sums, counts, centres);
    const moved = next.reduce((sum, value, index) => sum + (value - (centres[index] ?? 0)) ** 2, 0);
    const converged = moved <= tolerance * variance;
    progress(iterations / maxIterations);
    if (converged || iterations === maxIterations) return { centres, counts, inertia, iterations, converged };
    centres = next;
  }
}

/** A cluster that has lost its rows keeps its centre. */
function meansOf(sums: Float64Array, counts: Float64Array, centres: Float32Array): Float32Array {
  const width = sums.length / counts.length;
  return centres.map((value, index) => {
    const count = counts[Math.floor(index / width)] ?? 0;
    return count > 0 ? (sums[index] ?? 0) / count : value;
  });
}

interface Assigned {
  readonly sums: Float64Array;
  readonly counts: Float64Array;
  readonly inertia: number;
}

interface Assignment {
  readonly sample: Sample;
  readonly means: Float32Array;
  readonly centres: Float32Array;
  readonly clusters: number;
  readonly signal: TrainerTools['signal'];
}

async function assignRows(session: GraphSession, { sample, means, centres, clusters, signal }: Assignment): Promise<Assigned> {
  const width = means.length;
  const known: Record<string, Tensor> = {
    means: { type: 'float32', shape: [width], data: means },
    centres: { type: 'float32', shape: [clusters, width], data: centres },
  };
  const sums = new Float64Array(clusters * width);
  const counts = new Float64Array(clusters);
  const inertia = new Float64Array(1);
  for (const chunk of chunksOf(sample.features, clusters * (width + WORK_OF_DISTANCE))) {
    signal.throwIfCancelled();
    const data = new Float32Array(weightsOf(sample.weights, chunk));
    const outputs = await session.run({ ...known, features: chunk.features, weights: { type: 'float32', shape: [data.length, 1], data } });
    addTo(sums, numericOutput(outputs, 'sums'));
    addTo(counts, numericOutput(outputs, 'counts'));
    addTo(inertia, numericOutput(outputs, 'inertia'));
  }
  return { sums, counts, inertia: inertia[0] ?? NaN };
}

/** So that the number of a cluster means something, and does not hang on the start. */
function largestFirst({ centres, counts }: Parting, means: Float32Array): Clusters {
  const width = means.length;
  const order = Array.from(counts.keys()).sort((left, right) => (counts[right] ?? 0) - (counts[left] ?? 0));
  const sorted = order.flatMap((cluster) =>
    Array.from(means, (mean, feature) => Math.fround((centres[cluster * width + feature] ?? 0) + mean)),
  );
  return { clusters: counts.length, centres: sorted };
}
