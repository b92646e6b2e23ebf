import type { CancellationFlag } from '../../pipeline/stage-context.js';
import { rowBlocks } from '../../row-blocks.js';
import type { FeatureMatrix, Sample } from '../define-trainer.js';
import { placeOf, requireMemory, type KernelSession } from './kernel.js';

/** Rows that thresholds are drawn from: at 255 bins more rows would move none of them by as much as a bin. */
const THRESHOLD_ROWS = 200_000;

/** Rows that are copied into the kernel at a time. */
const BLOCK_ROWS = 65_536;

/** Bins that the codes of a category may have; the rarer ones share bin 0 with the missing ones. */
const MAX_CATEGORY_BINS = 254;

/** How values became bins, to be undone in the finished trees. */
export interface BinnedFeatures {
  /** float32, shape [features, 256]: upper borders of bins 1, 2, …; infinite where there are no more. */
  readonly thresholds: Float32Array;
  /** By feature, for a category the bin of each code; undefined for a number. */
  readonly binOfCode: readonly (Uint8Array | undefined)[];
}

interface BinOptions {
  /** Most bins of the values of a feature; missing values have one beside them. */
  readonly maxBins: number;
  /** Whether bins are kept by row too, not only by column. */
  readonly byRow: boolean;
  readonly signal: CancellationFlag;
}

/** Takes a sample into the kernel's memory: features as bins of one byte, target and weights in float32. @throws LeatError `CANCELLED`. */
export function binSample(session: KernelSession, sample: Sample, { maxBins, byRow, signal }: BinOptions): BinnedFeatures {
  const { features, target, weights } = sample;
  session.call('reset', session.threads);
  const binOfCode = findThresholds(session, features, { maxBins, signal });
  signal.throwIfCancelled();
  requireMemory(session.call('prepareRows', features.rows, Number(weights !== undefined), Number(byRow)));
  new Float32Array(session.memory, placeOf(session, 'target'), features.rows).set(target);
  if (weights !== undefined) new Float32Array(session.memory, placeOf(session, 'weights'), features.rows).set(weights);
  binRows(session, features, signal);
  const thresholds = new Float32Array(session.memory, placeOf(session, 'thresholds'), features.names.length * 256).slice();
  return { thresholds, binOfCode };
}

function findThresholds(
  session: KernelSession,
  features: FeatureMatrix,
  { maxBins, signal }: Pick<BinOptions, 'maxBins' | 'signal'>,
): BinnedFeatures['binOfCode'] {
  const width = features.names.length;
  const step = Math.max(1, Math.ceil(features.rows / THRESHOLD_ROWS));
  const sampled = Math.ceil(features.rows / step);
  const values = requireMemory(session.call('prepareBinning', width, sampled, maxBins));
  const binOfCode = features.names.map((_, feature) => describeCategory(session, features, feature));
  const target = new Float32Array(session.memory, values, sampled * width);
  for (const { start, end } of rowBlocks(sampled, { width, signal })) {
    for (let row = start; row < end; row++) target.set(features.data.subarray(row * step * width, (row * step + 1) * width), row * width);
  }
  session.call('valuesAt', values);
  session.run('findThresholds');
  return binOfCode;
}

function describeCategory(session: KernelSession, features: FeatureMatrix, feature: number): Uint8Array | undefined {
  const codes = features.cardinalities?.[feature] ?? 0;
  if (codes === 0) return undefined;
  const binOfCode = binsOfCodes(features, feature, codes);
  const bins = binOfCode.reduce((most, bin) => Math.max(most, bin), 0) + 1;
  const table = requireMemory(session.call('describeCategory', feature, codes, bins));
  new Uint8Array(session.memory, table, codes).set(binOfCode);
  return binOfCode;
}

/** The most frequent codes have a bin each, in the order of the codes. */
function binsOfCodes({ data, rows, names }: FeatureMatrix, feature: number, codes: number): Uint8Array {
  const counts = new Uint32Array(codes);
  for (let row = 0, cell = feature; row < rows; row++, cell += names.length) {
    const code = data[cell] ?? NaN;
    if (!Number.isNaN(code)) counts[code] = (counts[code] ?? 0) + 1;
  }
  const byCount = Array.from({ length: codes }, (_, code) => code)
    .filter((code) => (counts[code] ?? 0) > 0)
    .sort((left, right) => (counts[right] ?? 0) - (counts[left] ?? 0) || left - right);
  const binOfCode = new Uint8Array(codes);
  byCount
    .slice(0, MAX_CATEGORY_BINS)
    .sort((left, right) => left - right)
    .forEach((code, index) => (binOfCode[code] = index + 1));
  return binOfCode;
}

function binRows(session: KernelSession, { data, rows, names }: FeatureMatrix, signal: CancellationFlag): void {
  const width = names.length;
  const heap = placeOf(session, 'heap');
  const block = requireMemory(session.call('reserve', Math.min(rows, BLOCK_ROWS) * width * 4));
  session.call('valuesAt', block);
  for (let first = 0; first < rows; first += BLOCK_ROWS) {
    signal.throwIfCancelled();
    const count = Math.min(BLOCK_ROWS, rows - first);
    new Float32Array(session.memory, block, count * width).set(data.subarray(first * width, (first + count) * width));
    session.run('binRows', first, count);
  }
  session.call('release', heap);
}
