import { LeatError } from '../errors.js';
import type { Random } from '../random.js';

/** Which fold each row is held out in; shape [rows]. */
export type FoldOfRow = Uint16Array;

/** Folds of equal size, drawn at random. */
export function randomFolds({ rows, folds, random }: { rows: number; folds: number; random: Random }): FoldOfRow {
  return stratifiedFolds({ strata: new Uint8Array(rows), folds, random });
}

/**
 * Folds of equal size that have equal shares of every stratum, as far as its rows go round: one stratum
 * after the other is dealt out in random order, the next where the last one ended.
 *
 * @param strata - Shape [rows]: whole numbers from 0.
 */
export function stratifiedFolds({ strata, folds, random }: { strata: ArrayLike<number>; folds: number; random: Random }): FoldOfRow {
  requireEnough(strata.length, folds, 'rows');
  const order = Array.from(random.permutation(strata.length)).sort((left, right) => (strata[left] ?? 0) - (strata[right] ?? 0));
  const foldOfRow = new Uint16Array(strata.length);
  order.forEach((row, turn) => {
    foldOfRow[row] = turn % folds;
  });
  return foldOfRow;
}

/**
 * Folds in which all rows of a group are held out together: the largest group first, each to the fold that
 * has the fewest rows.
 *
 * @param groups - Shape [rows]: whole numbers from 0.
 */
export function groupFolds({ groups, folds, random }: { groups: ArrayLike<number>; folds: number; random: Random }): FoldOfRow {
  const sizes: number[] = [];
  for (const group of Array.from(groups)) sizes[group] = (sizes[group] ?? 0) + 1;
  requireEnough(sizes.length, folds, 'groups');
  const order = Array.from(random.permutation(sizes.length)).sort((left, right) => (sizes[right] ?? 0) - (sizes[left] ?? 0));
  const rowsInFold = new Array<number>(folds).fill(0);
  const foldOfGroup: number[] = [];
  for (const group of order) {
    const fold = rowsInFold.indexOf(Math.min(...rowsInFold));
    foldOfGroup[group] = fold;
    rowsInFold[fold] = (rowsInFold[fold] ?? 0) + (sizes[group] ?? 0);
  }
  return Uint16Array.from(groups, (group) => foldOfGroup[group] ?? 0);
}

/** @throws LeatError `FOLDS_IMPOSSIBLE` */
export function requireEnough(count: number, folds: number, what: 'rows' | 'groups'): void {
  if (count >= folds) return;
  throw new LeatError('FOLDS_IMPOSSIBLE', `expected at least ${String(folds)} ${what} to hold out folds of, got ${String(count)}`, {
    details: { folds, [what]: count },
  });
}
