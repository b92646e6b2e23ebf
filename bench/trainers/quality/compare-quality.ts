import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireTask, measure } from '../../../core/metrics/metrics.js';
import { outcomeOf } from '../../../core/metrics/outcome.js';
import { forest } from '../../../core/trainers/forest.js';
import { gbdt } from '../../../core/trainers/gbdt.js';
import { logistic } from '../../../core/trainers/logistic.js';
import { ridge } from '../../../core/trainers/ridge.js';
import type { TrainerChoice } from '../../../core/model/trainer-choice.js';
import type { Report } from '../../bench.js';
import { meanWithError } from '../../mean-with-error.js';
import { runPythonPeer } from '../../python-peer.js';
import type { DataSet } from './data-set.js';
import { predictFolds } from './predict-folds.js';
import { FOLDS, prepare, type Prepared } from './prepare.js';

type Model = 'gbdt' | 'forest' | 'linear';
type Scores = Readonly<Record<Model, number>>;

interface Contest {
  readonly ours: Scores;
  readonly theirs: PeerScores | null;
}

interface PeerScores {
  readonly peers: Readonly<Record<Model, string>>;
  readonly scores: Scores;
}

/** Of the folds and of what trainers draw. */
const SEEDS = [7, 8, 9];

/** In the same five folds with the same settings, seed by seed; peers are left out where there is no Python for them. */
export async function compareQuality(dataSet: DataSet, report: Report): Promise<void> {
  const { name, metric } = dataSet;
  const contests: Contest[] = [];
  for (const seed of SEEDS) contests.push(await contest(metric, prepare(dataSet, seed)));
  const isError = metric === 'rmse';
  const best = (scores: Scores): number => (isError ? Math.min : Math.max)(...Object.values(scores));
  const tell = (scores: readonly Scores[], peerOf: (model: Model | 'best') => { peer?: string }): void => {
    const line = { bench: 'quality', case: name, unit: metric };
    for (const model of models)
      report({ ...line, figure: `score_${model}`, ...meanWithError(scores.map((each) => each[model])), ...peerOf(model) });
    report({ ...line, figure: 'score', ...meanWithError(scores.map(best)), ...peerOf('best') });
  };
  tell(
    contests.map(({ ours }) => ours),
    () => ({}),
  );
  const [first] = contests;
  if (first === undefined || first.theirs === null) return;
  const { peers } = first.theirs;
  tell(
    contests.flatMap(({ theirs }) => theirs?.scores ?? []),
    (model) => ({ peer: model === 'best' ? [...new Set(Object.values(peers))].join(', ') : peers[model] }),
  );
  const shortfalls = contests.map(({ ours, theirs }) => {
    const ratio = best(ours) / best(theirs?.scores ?? ours);
    return 100 * (isError ? ratio - 1 : 1 - ratio);
  });
  report({ bench: 'quality', case: name, figure: 'shortfall', unit: '%', ...meanWithError(shortfalls) });
}

async function contest(metric: DataSet['metric'], prepared: Prepared): Promise<Contest> {
  const ours = await scoresOf(metric, prepared, (model) => predictFolds(choiceOf(model, prepared.sample.classes), prepared));
  return { ours, theirs: await scorePeers(metric, prepared) };
}

const models: readonly Model[] = ['gbdt', 'forest', 'linear'];

/** The settings of peers.py. */
function choiceOf(model: Model, classes: number): TrainerChoice {
  if (model === 'gbdt') return gbdt({ trees: 200, leaves: 31, learningRate: 0.1 });
  if (model === 'forest') return forest({ trees: 200 });
  return classes > 0 ? logistic({ l2: 1 }) : ridge({ l2: 1 });
}

/** Both sides read the same features, target and folds, and the same code scores both. */
async function scorePeers(metric: DataSet['metric'], prepared: Prepared): Promise<PeerScores | null> {
  const { seed, sample, folds } = prepared;
  const folder = await mkdtemp(join(tmpdir(), 'leat-bench-'));
  try {
    await writeFile(join(folder, 'features'), sample.features.data);
    await writeFile(join(folder, 'target'), sample.target);
    await writeFile(join(folder, 'folds'), folds);
    const peers = await runPythonPeer<Record<Model, string>>(
      'bench/trainers/quality/peers.py',
      folder,
      String(sample.classes),
      String(seed),
    );
    if (peers === null) return null;
    const read = async (model: Model): Promise<Float64Array> => {
      const { buffer } = Uint8Array.from(await readFile(join(folder, `${model}.predictions`))); // aligned to doubles
      return new Float64Array(buffer);
    };
    return { peers, scores: await scoresOf(metric, prepared, read) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function scoresOf(metric: DataSet['metric'], prepared: Prepared, predict: (model: Model) => Promise<Float64Array>): Promise<Scores> {
  const score = async (model: Model): Promise<number> => meanScore(metric, prepared, await predict(model));
  return { gbdt: await score('gbdt'), forest: await score('forest'), linear: await score('linear') };
}

/** Mean of the folds' scores. */
function meanScore(name: DataSet['metric'], { sample, folds }: Prepared, predictions: Float64Array): number {
  const task = sample.classes > 0 ? 'classification' : 'regression';
  const metric = requireTask(name, task);
  const outputs = Math.max(sample.classes, 1);
  const scores = Array.from({ length: FOLDS }, (_, fold) => {
    const actual = sample.target.filter((_target, row) => folds[row] === fold);
    const said = predictions.filter((_prediction, index) => folds[Math.floor(index / outputs)] === fold);
    return measure(metric, outcomeOf({ task, classes: sample.classes }, { actual, predictions: said }));
  });
  return scores.reduce((sum, value) => sum + value, 0) / FOLDS;
}
