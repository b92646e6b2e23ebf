import { noCheckpoint, type Sample, type TrainedParameters, type TrainerTools } from './define-trainer.js';
import { everyNthRow } from './every-nth-row.js';
import { featureScale, type FeatureScale } from './feature-scale.js';
import { minimise, type Minimum } from './lbfgs.js';
import type { LinearParameters } from './linear-model.js';
import { curvatureDivision } from './logistic-curvature.js';
import { LogisticLoss } from './logistic-loss.js';

export interface LogisticOptions {
  readonly l2: number;
  readonly l1: number;
  readonly maxIterations: number;
  readonly tolerance: number;
}

/** Rows that a start is looked for on: as few as show the curvature of the loss. */
const START_ROWS = 50_000;

/** How many times more rows there must be for that to pay. */
const WORTH = 4;

/**
 * Minimises the loss of a part of the rows first, if they are many: its minimum is close to that of all rows, and its
 * curvature about theirs, so that few iterations over all rows are left to do.
 *
 * @throws LeatError `CANCELLED`.
 */
export async function minimiseLogisticLoss(
  sample: Sample,
  options: LogisticOptions,
  tools: TrainerTools,
): Promise<TrainedParameters<LinearParameters>> {
  const scale = featureScale(sample.features, tools);
  // Also when the training goes on from a checkpoint: the curvature comes from it.
  const part = partOf(sample);
  const begun =
    part && (await minimiseOver(part, { ...options, ...partPenalties(options, part, sample), scale }, { ...tools, ...unheard }));
  const { loss, minimum } = await minimiseOver(sample, { ...options, scale, begun }, tools);
  // Not converging is a note for the report: the model is usable and the author decides.
  const { iterations, converged } = minimum;
  return {
    parameters: loss.unpack(minimum.point),
    notes: { iterations, converged, ...(begun && { iterationsOnPart: begun.minimum.iterations }) },
  };
}

/** Undefined when the rows are too few for a part to pay, or the part lacks a class. */
function partOf(sample: Sample): Sample | undefined {
  const { rows } = sample.features;
  if (rows < WORTH * START_ROWS) return undefined;
  const part = everyNthRow(sample, Math.floor(rows / START_ROWS));
  return new Set(part.target).size === sample.classes ? part : undefined;
}

/** Penalties that weigh as much against the loss of the part as the given ones against that of all rows. */
function partPenalties({ l1, l2 }: LogisticOptions, part: Sample, sample: Sample): Pick<LogisticOptions, 'l1' | 'l2'> {
  const share = part.features.rows / sample.features.rows;
  return { l1: l1 * share, l2: l2 * share };
}

/** What is done on the part is neither kept nor told. */
const unheard = { checkpoint: noCheckpoint, progress: (): void => undefined };

interface Minimising extends LogisticOptions {
  /** Of all rows, so that a point means the same for the part. */
  readonly scale: FeatureScale;
  /** What was done on the part. */
  readonly begun?: Minimised | undefined;
}

interface Minimised {
  readonly rows: Sample;
  readonly l2: number;
  readonly loss: LogisticLoss;
  readonly minimum: Minimum;
}

async function minimiseOver(rows: Sample, { l2, l1, scale, begun, ...limits }: Minimising, tools: TrainerTools): Promise<Minimised> {
  const loss = await LogisticLoss.open(rows, { l2, scale, ...tools });
  try {
    // Convex, so zeros are as good a start as any, and no seed can change the bytes.
    const point = begun?.minimum.point ?? new Float64Array(loss.size);
    const measured = begun ?? { rows, l2 };
    const precondition = await curvatureDivision(measured.rows, { at: loss.unpack(point), scale, l2: measured.l2 }, tools);
    const options = { ...limits, ...tools, precondition, l1: l1 === 0 ? undefined : loss.absolutePenalties(l1) };
    return { rows, l2, loss, minimum: await minimise((at) => loss.evaluate(at), { point }, options) };
  } finally {
    await loss.close();
  }
}
