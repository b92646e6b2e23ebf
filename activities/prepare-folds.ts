import { availableParallelism } from 'node:os';
import { prepareFolds } from '../core/pipeline/stages/prepare-folds.js';
import { Random } from '../core/random.js';
import { readTarget, taskOfTarget } from '../core/trainers/target.js';
import { commonTask } from '../core/trainers/trainers.js';
import { readWeights, withoutWeightColumn } from '../core/trainers/weight-column.js';
import { drawSplits } from '../core/tuning/draw-splits.js';
import { encodeFold } from '../core/tuning/fold-bytes.js';
import { prepareFold, type Rows } from '../core/tuning/prepare-fold.js';
import type { Resampling } from '../core/tuning/resampling.js';
import { rowsAt } from '../core/tuning/rows-at.js';
import { sampleRows } from '../core/tuning/sample-rows.js';
import type { Split } from '../core/tuning/split.js';
import { defineActivity } from './define-activity.js';

/** Fits the recipe in every fold and stores what comes out: for all trials of a search. */
export const prepareFoldsActivity = defineActivity(prepareFolds, {
  async run({ train }, params, { random, signal, progress, figure }, { artifacts, graphs, trees, run }) {
    const { target: name, recipe, weightColumn, within } = params;
    // Of the seed alone, so that outer folds and the folds within them agree, whatever they are recorded as.
    const stream = new Random(`${String(run.seed)}/folds`);
    const table = await sampleRows(train.parts(), { rows: train.rows, wanted: params.sampleRows, random: stream.fork('sample') });
    const column = table.column(name);
    const task = params.task ?? commonTask(params.trainers, taskOfTarget(column.type));
    const target = readTarget(column, { name, task });
    const weights = weightColumn === undefined ? undefined : readWeights(table.column(weightColumn), weightColumn);

    const all = { table, target, weights };
    const draw = (resampling: Resampling, of: Rows, stage: string): Split[] =>
      drawSplits(resampling, of.table, { target: of.target, random: stream.fork(stage) });
    const outer = within && draw(within.folds, all, 'folds')[within.fold];
    if (within !== undefined && outer === undefined) throw new Error('invariant: folds are prepared within one of the outer folds');
    const rows = outer === undefined ? all : rowsAt(all, outer.training);
    const splits = draw(params.folds, rows, within === undefined ? 'folds' : `folds-${String(within.fold)}`);
    const folds: string[] = [];
    for (const [fold, split] of splits.entries()) {
      const tools = { graphs, trees, threads: availableParallelism(), random: random.fork(`fold-${String(fold)}`), signal };
      const own = { split, recipe: withoutWeightColumn(recipe, weightColumn) };
      folds.push(await artifacts.put(encodeFold(await prepareFold(rows, own, tools))));
      progress((fold + 1) / splits.length);
    }
    figure('rows', rows.table.rows);
    figure('folds', folds.length);
    return { folds: { task, classes: target.classes, recipe, rows: rows.table.rows, folds } };
  },
});
