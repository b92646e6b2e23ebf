import type { Report } from '../bench.js';
import { LeatError } from '../../core/errors.js';
import { noCheckpoint, type Sample } from '../../core/trainers/define-trainer.js';
import { elasticNet } from '../../core/trainers/elastic-net.js';
import { extraTrees } from '../../core/trainers/extra-trees.js';
import { forest } from '../../core/trainers/forest.js';
import { gbdt } from '../../core/trainers/gbdt.js';
import { isolationForest } from '../../core/trainers/isolation-forest.js';
import { kmeans } from '../../core/trainers/kmeans.js';
import { logistic } from '../../core/trainers/logistic.js';
import { mlp } from '../../core/trainers/mlp.js';
import { ridge } from '../../core/trainers/ridge.js';
import { trainEstimator } from '../../core/trainers/train-estimator.js';
import type { TrainerChoice } from '../../core/model/trainer-choice.js';
import { withCorrelatedRows } from './correlated-rows.js';
import { readRows, trainerTools } from './read-rows.js';
import { spread } from '../spread.js';

/** Each works for seconds on a million rows. */
const classifiers = [logistic({ l2: 0, tolerance: 1e-12, maxIterations: 500 }), gbdt(), forest(), extraTrees(), mlp()];
const regressors = [ridge(), elasticNet({ alpha: 0.01, tolerance: 1e-12 })];
const untargeted = [kmeans(), isolationForest({ trees: 10_000, contamination: 0.1 })];
const choices: readonly TrainerChoice[] = [...classifiers, ...regressors, ...untargeted];

/** When trainings are cancelled, in milliseconds from their start. */
const MOMENTS = [20, 50, 100, 150, 200, 300, 400, 600, 800, 1000, 1300, 1600, 2000, 2500, 3000];

export const cancelled: readonly string[] = choices.map(({ name }) => name);

/** How long trainings on a million rows of 30 columns go on after they are cancelled, at different moments. */
export function cancelTrainings(names: readonly string[], report: Report): Promise<void> {
  return withCorrelatedRows(1_000_000, async (folder) => {
    const sample = await readRows(folder);
    for (const choice of choices) if (names.includes(choice.name)) await cancelAtMoments(choice, sample, report);
  });
}

async function cancelAtMoments(choice: TrainerChoice, sample: Sample, report: Report): Promise<void> {
  const rows = sampleFor(choice, sample);
  const waits: number[] = [];
  for (const moment of MOMENTS) {
    const wait = await waitAfter(moment, choice, rows);
    if (wait !== null) waits.push(wait);
  }
  report({ bench: 'cancel', case: choice.name, figure: 'wait_ms', unit: 'ms', ...spread(waits) });
}

function sampleFor(choice: TrainerChoice, sample: Sample): Sample {
  if (untargeted.includes(choice)) return { ...sample, target: new Float64Array(0), classes: 0 };
  return regressors.includes(choice) ? { ...sample, classes: 0 } : sample;
}

/** @returns From the moment to the end; null for a training that was done before. */
async function waitAfter(moment: number, choice: TrainerChoice, sample: Sample): Promise<number | null> {
  // By the clock: another thread would have to set a flag, as the training may keep this one.
  const until = performance.now() + moment;
  const isCancelled = (): boolean => performance.now() >= until;
  const signal = {
    get cancelled() {
      return isCancelled();
    },
    throwIfCancelled() {
      if (isCancelled()) throw new LeatError('CANCELLED', 'cancelled by the bench');
    },
  };
  try {
    await trainEstimator(choice, sample, { ...trainerTools('7'), checkpoint: noCheckpoint, signal });
  } catch (error) {
    if (!(error instanceof LeatError) || error.code !== 'CANCELLED') throw error;
  }
  const wait = performance.now() - until;
  return wait < 0 ? null : wait;
}
