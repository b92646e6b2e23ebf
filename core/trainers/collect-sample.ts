import { binsOf } from '../drift/bins.js';
import { ProfileBuilder } from '../drift/profile-builder.js';
import type { TableProfile } from '../drift/profile.js';
import { hasTarget, type ModelTask, type Task } from '../model/signature.js';
import type { StageContext } from '../pipeline/stage-context.js';
import type { TableReader } from '../table/table-reader.js';
import { targetOf } from '../transforms/recipe.js';
import type { FittedRecipe } from '../transforms/fitted-recipe.js';
import { indicesOf, sampleRows } from '../tuning/sample-rows.js';
import { selectionSampler } from '../tuning/selection-sampler.js';
import type { Sample } from './define-trainer.js';
import { FeatureCollector } from './feature-collector.js';
import { readTarget, type Target } from './target.js';
import { readWeights } from './weight-column.js';

/** Rows that bins of the profile are drawn from: enough to fix a decile to a third of a percent of the rows. */
const PROFILE_ROWS = 100_000;

export interface CollectRequest {
  readonly recipe: FittedRecipe;
  readonly task: ModelTask;
  /** Columns that the profile is of, beside the target; those that the recipe reads when left out. */
  readonly profiled?: readonly string[] | undefined;
  /** Column that says how much each row counts. */
  readonly weightColumn?: string | undefined;
  /** Rows to train on, at most those of the table; drawn at random when fewer. */
  readonly wanted: number;
  /** Memory that the features may take. */
  readonly limitBytes: number;
}

export interface CollectedSample {
  readonly sample: Sample;
  readonly classes: Target['classes'];
  /** Of all rows of the table. */
  readonly profile: TableProfile;
}

/**
 * Prepares a stored table for a trainer, part by part: only features and target are ever whole in memory.
 *
 * @throws LeatError `SAMPLE_TOO_LARGE`, and what the target and the recipe refuse.
 */
export async function collectSample(
  table: TableReader,
  request: CollectRequest,
  { random, signal }: Pick<StageContext, 'random' | 'signal'>,
): Promise<CollectedSample> {
  const { recipe, task, weightColumn, wanted, limitBytes } = request;
  const { rows } = table;
  const target = hasTarget(task) ? await targetColumn(table, { recipe, task }) : undefined;
  const read = recipe.inputs.map(({ name }) => name);
  const predicted = target === undefined ? [] : [target.name];
  const profiled = [...(request.profiled ?? read), ...predicted];
  const columns = [...new Set([...read, ...profiled, ...(weightColumn === undefined ? [] : [weightColumn])])];
  const some = await sampleRows(table.parts({ columns: profiled }), { rows, wanted: PROFILE_ROWS, random: random.fork('profile') });

  const profile = new ProfileBuilder(binsOf(some));
  const features = new FeatureCollector(recipe, { rows: wanted, limitBytes });
  const values = new Float64Array(target === undefined ? 0 : wanted);
  const weights = weightColumn === undefined ? undefined : new Float64Array(wanted);
  const isChosen = selectionSampler({ rows, wanted, random: random.fork('sample') });
  let seen = 0;
  let taken = 0;
  for await (const part of table.parts({ columns })) {
    signal.throwIfCancelled();
    profile.add(part);
    const indices = indicesOf(part.rows, isChosen);
    const first = seen;
    features.add(
      indices.length === part.rows ? part : part.take(indices),
      indices.map((row) => first + row),
    );
    const weightOf = weightColumn === undefined ? undefined : readWeights(part.column(weightColumn), weightColumn);
    for (const row of indices) {
      if (weights !== undefined) weights[taken] = weightOf?.[row] ?? NaN;
      if (target !== undefined) values[taken] = target.values[seen + row] ?? NaN;
      taken++;
    }
    seen += part.rows;
  }
  const classes = target?.classes ?? [];
  const sample: Sample = {
    features: features.finish(),
    target: values,
    classes: classes.length,
    labels: classes,
    ...(weights && { weights }),
  };
  return { sample, classes, profile: profile.finish() };
}

async function targetColumn(
  table: TableReader,
  { recipe, task }: { recipe: FittedRecipe; task: Task },
): Promise<Target & { name: string }> {
  const name = targetOf(recipe, 'train');
  return { name, ...readTarget((await table.read({ columns: [name] })).column(name), { name, task }) };
}
