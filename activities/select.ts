import { availableParallelism } from 'node:os';
import { requireTask } from '../core/metrics/metrics.js';
import { select } from '../core/pipeline/stages/select.js';
import { versionsOf } from '../core/pipeline/versions.js';
import { noCheckpoint } from '../core/trainers/define-trainer.js';
import { readTarget, taskOfTarget } from '../core/trainers/target.js';
import { commonTask } from '../core/trainers/trainers.js';
import { readWeights, withoutWeightColumn } from '../core/trainers/weight-column.js';
import { targetOf } from '../core/transforms/recipe.js';
import { drawSplits } from '../core/tuning/draw-splits.js';
import { nestedScore } from '../core/tuning/nested-score.js';
import { sampleRows } from '../core/tuning/sample-rows.js';
import { scoreCandidates } from '../core/tuning/score-candidates.js';
import { defineActivity } from './define-activity.js';
import { openTrainerCheckpoint } from './trainer-checkpoint.js';

/** Cross-validates the candidates on a sample of the rows and returns the best with everyone's scores. */
export const selectActivity = defineActivity(select, {
  async run({ train }, params, context, { graphs, trees }) {
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

    const splits = drawSplits(folds, table, { target, random: random.fork('folds') });
    const weights = weightColumn === undefined ? undefined : readWeights(table.column(weightColumn), weightColumn);
    const contest = { table, target, weights, recipe, candidates, metric };
    const checkpoint = await openTrainerCheckpoint(context);
    const tools = { graphs, trees, threads: availableParallelism(), signal, progress };
    const scores = await scoreCandidates({ ...contest, splits }, { ...tools, random: random.fork('train'), checkpoint });
    const [best] = scores;
    if (best === undefined) throw new Error('invariant: the schema asks for at least one candidate');

    figure('rows', table.rows);
    figure('candidates', candidates.length);
    figure('best', best.trainer.name);
    figure(metric.name, best.mean);
    const candidate = {
      task,
      recipe: params.recipe,
      trainer: best.trainer,
      ...(weightColumn === undefined ? {} : { weightColumn }),
      versions: versionsOf({ recipe, trainers: [best.trainer] }),
      metric: metric.name,
      scores,
    };
    if (params.nested === undefined) return { candidate };

    const stream = random.fork('nested');
    const outer = drawSplits(params.nested, table, { target, random: stream });
    const nested = await nestedScore(
      {
        ...contest,
        outer,
        drawInner: (rows, fold) => drawSplits(folds, rows.table, { target: rows.target, random: stream.fork(`folds-${String(fold)}`) }),
      },
      { ...tools, random: stream, checkpoint: noCheckpoint },
    );
    figure(`nested ${metric.name}`, nested.mean);
    return { candidate: { ...candidate, nested } };
  },
});
