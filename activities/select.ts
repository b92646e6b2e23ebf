import { availableParallelism } from 'node:os';
import type { z } from 'zod';
import { requireTask } from '../core/metrics/metrics.js';
import { select } from '../core/pipeline/stages/select.js';
import { versionsOf } from '../core/pipeline/versions.js';
import type { Random } from '../core/random.js';
import type { Table } from '../core/table/table.js';
import { readTarget, taskOfTarget, type Target } from '../core/trainers/target.js';
import { commonTask } from '../core/trainers/trainers.js';
import { readWeights, withoutWeightColumn } from '../core/trainers/weight-column.js';
import { targetOf } from '../core/transforms/recipe.js';
import { groupFolds, randomFolds, stratifiedFolds, type FoldOfRow } from '../core/tuning/folds.js';
import { RowKeys } from '../core/tuning/row-keys.js';
import { sampleRows } from '../core/tuning/sample-rows.js';
import { scoreCandidates } from '../core/tuning/score-candidates.js';
import { defineActivity } from './define-activity.js';
import { openTrainerCheckpoint } from './trainer-checkpoint.js';

type SelectParams = z.output<typeof select.declaration.params>;

/** Cross-validates the candidates on a sample of the rows and returns the best with everyone's scores. */
export const selectActivity = defineActivity(select, {
  async run({ train }, params, context, { graphs }) {
    const { random, signal, progress, figure } = context;
    const { candidates, folds, weightColumn } = params;
    const recipe = withoutWeightColumn(params.recipe, weightColumn);
    const table = await sampleRows(train.parts(), { rows: train.rows, wanted: params.sampleRows, random: random.fork('sample') });
    const targetName = targetOf(recipe, 'select');
    const column = table.column(targetName);
    const names = candidates.map(({ name }) => name);
    const task = params.task ?? commonTask(names, taskOfTarget(column.type));
    const metric = requireTask(params.metric, task);
    const target = readTarget(column, { name: targetName, task });

    const foldOfRow = drawFolds(table, { params, target, random: random.fork('folds') });
    const weights = weightColumn === undefined ? undefined : readWeights(table.column(weightColumn), weightColumn);
    const contest = { table, target, weights, recipe, candidates, folds, foldOfRow, metric };
    const checkpoint = await openTrainerCheckpoint(context);
    const tools = { graphs, threads: availableParallelism(), random: random.fork('train'), signal, progress, checkpoint };
    const scores = await scoreCandidates(contest, tools);
    const [best] = scores;
    if (best === undefined) throw new Error('invariant: the schema asks for at least one candidate');

    figure('rows', table.rows);
    figure('candidates', candidates.length);
    figure('best', best.trainer.name);
    figure(metric.name, best.mean);
    const versions = versionsOf({ recipe, trainers: [best.trainer] });
    const weighted = weightColumn === undefined ? {} : { weightColumn };
    return { candidate: { task, recipe: params.recipe, trainer: best.trainer, ...weighted, versions, metric: metric.name, scores } };
  },
});

function drawFolds(table: Table, { params, target, random }: { params: SelectParams; target: Target; random: Random }): FoldOfRow {
  const { folds, groupBy } = params;
  if (groupBy !== undefined) return groupFolds({ groups: new RowKeys().keysOf(table.column(groupBy)), folds, random });
  return target.task === 'classification'
    ? stratifiedFolds({ strata: target.values, folds, random })
    : randomFolds({ rows: table.rows, folds, random });
}
