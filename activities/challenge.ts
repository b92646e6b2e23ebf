import { LeatError } from '../core/errors.js';
import { measure, requireTask } from '../core/metrics/metrics.js';
import type { Outcome } from '../core/metrics/metric.js';
import { outcomeOf } from '../core/metrics/outcome.js';
import { pairedDifference } from '../core/metrics/paired-bootstrap.js';
import { bindSession } from '../core/model/bind-session.js';
import { feedsOf } from '../core/model/feeds.js';
import { readPredictions } from '../core/model/predictions.js';
import { hasTarget } from '../core/model/signature.js';
import { challenge } from '../core/pipeline/stages/challenge.js';
import { cellAt } from '../core/table/columns.js';
import type { Table } from '../core/table/table.js';
import { openModel } from '../stores/artifacts/models.js';
import { defineActivity, type StageServices } from './define-activity.js';

/** @throws LeatError `CHALLENGE_LOST`, never retried: the same rows would say the same. */
export const challengeActivity = defineActivity(challenge, {
  async run({ version, rows }, { alias, metric: wanted, level, resamples }, context, services) {
    const champion = await services.metadata.versionByAlias(version.model, alias);
    if (champion === null || champion.version === version.version) return { version };
    const table = await rows.read();
    const said = {
      challenger: await outcomeOn(table, version.artifact, services),
      champion: await outcomeOn(table, champion.artifact, services),
    };
    const { task } = said.challenger;
    const metric = requireTask(wanted ?? (task === 'classification' ? 'accuracy' : 'rmse'), task);
    const { difference, interval } = pairedDifference(said, { metric, level, resamples }, context);
    context.figure('difference', difference);
    context.figure('lower', interval.lower);
    context.figure('upper', interval.upper);
    if (interval.lower > 0) return { version };
    const names = { challenger: `${version.model}:${String(version.version)}`, champion: `${version.model}:${String(champion.version)}` };
    const figures = `${measure(metric, said.challenger).toFixed(4)} against ${measure(metric, said.champion).toFixed(4)}`;
    throw new LeatError(
      'CHALLENGE_LOST',
      `challenge: expected ${names.challenger} to be surely better than ${names.champion} on ${String(table.rows)} rows, got ${metric.name} ${figures}, ` +
        `better by ${interval.lower.toFixed(4)} to ${interval.upper.toFixed(4)}`,
      { details: { ...names, metric: metric.name, lower: interval.lower, upper: interval.upper } },
    );
  },
});

async function outcomeOn(
  table: Table,
  artifact: string,
  { artifacts, graphs }: Pick<StageServices, 'artifacts' | 'graphs'>,
): Promise<Outcome> {
  const model = await openModel(artifacts, artifact);
  const { signature } = model.card;
  const { task, target = '', classes = [] } = signature;
  if (!hasTarget(task)) throw new LeatError('STAGE_INPUT_KIND', `challenge: expected a model with a target, got one for ${task}`);
  const column = table.column(target);
  const names = classes.map(String);
  const actual = Float64Array.from({ length: table.rows }, (_, row) => {
    const cell = cellAt(column, row);
    return task === 'classification' ? names.indexOf(String(cell)) : Number(cell ?? NaN);
  });
  const session = bindSession(await graphs.open(await model.graph()), signature);
  try {
    const said = readPredictions(await session.run(feedsOf(signature, table)), signature);
    const predictions = said.task === 'classification' ? said.probabilities : said.task === 'regression' ? said.values : new Float32Array();
    return outcomeOf({ task, classes: names.length }, { actual, predictions, rule: signature });
  } finally {
    await session.close();
  }
}
