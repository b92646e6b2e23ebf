import { availableParallelism } from 'node:os';
import { prepareFolds } from '../core/pipeline/stages/prepare-folds.js';
import { readTarget, taskOfTarget } from '../core/trainers/target.js';
import { commonTask } from '../core/trainers/trainers.js';
import { readWeights, withoutWeightColumn } from '../core/trainers/weight-column.js';
import { drawSplits } from '../core/tuning/draw-splits.js';
import { encodeFold } from '../core/tuning/fold-bytes.js';
import { prepareFold } from '../core/tuning/prepare-fold.js';
import { sampleRows } from '../core/tuning/sample-rows.js';
import { defineActivity } from './define-activity.js';

/** Fits the recipe in every fold and stores what comes out: for all trials of a study. */
export const prepareFoldsActivity = defineActivity(prepareFolds, {
  async run({ train }, params, { random, signal, progress, figure }, { artifacts, graphs, trees }) {
    const { target: name, recipe, weightColumn } = params;
    const table = await sampleRows(train.parts(), { rows: train.rows, wanted: params.sampleRows, random: random.fork('sample') });
    const column = table.column(name);
    const task = params.task ?? commonTask(params.trainers, taskOfTarget(column.type));
    const target = readTarget(column, { name, task });
    const weights = weightColumn === undefined ? undefined : readWeights(table.column(weightColumn), weightColumn);

    const splits = drawSplits(params.folds, table, { target, random: random.fork('folds') });
    const folds: string[] = [];
    for (const [fold, split] of splits.entries()) {
      const tools = { graphs, trees, threads: availableParallelism(), random: random.fork(`fold-${String(fold)}`), signal };
      const own = { split, recipe: withoutWeightColumn(recipe, weightColumn) };
      folds.push(await artifacts.put(encodeFold(await prepareFold({ table, target, weights }, own, tools))));
      progress((fold + 1) / splits.length);
    }
    figure('rows', table.rows);
    figure('folds', folds.length);
    return { folds: { task, classes: target.classes, recipe, rows: table.rows, folds } };
  },
});
