import { availableParallelism } from 'node:os';
import { binsOf } from '../core/drift/bins.js';
import { classifyDomains, type DomainClassifier } from '../core/drift/domain-classifier.js';
import { compareProfiles, profileLike, type DriftReport } from '../core/drift/drift-report.js';
import { expectedOutcome } from '../core/drift/expected-performance.js';
import { driftMeasures, type Compared, type DriftMeasure } from '../core/drift/measures.js';
import { ProfileBuilder } from '../core/drift/profile-builder.js';
import type { TableProfile } from '../core/drift/profile.js';
import { isLeatError, LeatError } from '../core/errors.js';
import { measureAll } from '../core/metrics/metrics.js';
import { bindSession } from '../core/model/bind-session.js';
import { feedsOf } from '../core/model/feeds.js';
import type { ModelReader } from '../core/model/model-card.js';
import { readPredictions } from '../core/model/predictions.js';
import type { GraphRunner } from '../core/onnx/graph-runner.js';
import type { StageContext } from '../core/pipeline/stage-context.js';
import { monitor } from '../core/pipeline/stages/monitor.js';
import type { TableReader } from '../core/table/table-reader.js';
import { requireColumns } from '../core/table/require-columns.js';
import type { Table } from '../core/table/table.js';
import { noCheckpoint } from '../core/trainers/define-trainer.js';
import { sampleRows } from '../core/tuning/sample-rows.js';
import { defineActivity, type StageServices } from './define-activity.js';

/** Cells of the expected outcome, rows × classes²: what fits into memory easily. */
const EXPECTED_CELLS = 4_000_000;

/** Area from which on a classifier that tells rows apart is worth a warning: at its interval's lower end. */
const SEPARABLE = 0.6;

/** Compares column by column, the target too where the recent rows have it already, and all columns together. */
export const monitorActivity = defineActivity(monitor, {
  async run({ model, recent, reference }, params, context, { graphs, trees, keepPage }) {
    const { by, sampleRows: wanted } = params;
    const { random, log, figure } = context;
    const threshold = params.threshold ?? driftMeasures[by].threshold;
    requireRows(model, recent);
    if (reference !== undefined) requireRows(model, reference);
    requireReference(by, reference);
    const sampleOf = (table: TableReader, name: string): Promise<Table> =>
      sampleRows(table.parts(), { rows: table.rows, wanted, random: random.fork(`sample/${name}`) });
    const [recentSample, referenceSample] = [await sampleOf(recent, 'recent'), reference && (await sampleOf(reference, 'reference'))];

    const then = await referenceProfile(model, { reference, sample: referenceSample }, context);
    const current = await profileOf(recent, profileLike(then, recent.schema), context);
    const values = referenceSample && sharedValues(referenceSample, recentSample);
    const columns = compareProfiles({ reference: then, current, by, threshold, ...(values && { values }) });
    const drifted = columns.filter((column) => column.drifted).map(({ column }) => column);
    for (const { column, psi } of columns.filter((each) => each.drifted)) log.warn('column has drifted', { column, psi });

    const names = model.card.signature.inputs.map(({ name }) => name);
    const domains = params.domainClassifier && referenceSample ? { reference: referenceSample, current: recentSample, names } : null;
    const domainClassifier = domains && (await tellApart(domains, { graphs, trees }, context));
    const expected = await expectedMetrics(model, recentSample, { graphs, log });
    figure('rows', current.rows);
    figure('driftedColumns', drifted.length);
    const report: DriftReport = {
      model: model.digest,
      rows: { reference: then.rows, current: current.rows },
      by,
      threshold,
      drifted,
      columns,
      ...(domainClassifier && { domainClassifier }),
      ...(expected && { expected }),
    };
    // Drawing loads a document and a plotting library: not before a page is wanted.
    const { renderMonitorPage } = await import('./monitor-page/render-monitor-page.js');
    await keepPage(renderMonitorPage(report));
    return { report };
  },
});

function requireRows({ card: { signature } }: ModelReader, table: TableReader): void {
  requireColumns(
    signature.inputs.map(({ name }) => name),
    table.schema,
  );
  if (table.rows === 0) throw new LeatError('MONITOR_NO_ROWS', 'monitor: expected rows to compare, got none');
}

/** @throws LeatError `MONITOR_REFERENCE_MISSING` */
function requireReference(by: DriftMeasure, reference: TableReader | undefined): void {
  if (reference !== undefined || !['kolmogorovSmirnov', 'wasserstein'].includes(by)) return;
  throw new LeatError('MONITOR_REFERENCE_MISSING', `monitor: expected the input "reference" to compare by "${by}", got nothing`, {
    details: { by },
  });
}

/** @throws LeatError `PROFILE_MISSING` */
async function referenceProfile(
  { digest, card: { profile } }: ModelReader,
  { reference, sample }: { reference: TableReader | undefined; sample: Table | undefined },
  context: StageContext,
): Promise<TableProfile> {
  if (profile !== null) return profile;
  if (reference !== undefined && sample !== undefined) return profileOf(reference, new ProfileBuilder(binsOf(sample)), context);
  throw new LeatError(
    'PROFILE_MISSING',
    `monitor: expected a model that was trained here, or the input "reference", got ${digest} without a profile of its training rows`,
  );
}

async function profileOf(table: TableReader, builder: ProfileBuilder, { signal, progress }: StageContext): Promise<TableProfile> {
  let seen = 0;
  for await (const part of table.parts()) {
    signal.throwIfCancelled();
    builder.add(part);
    seen += part.rows;
    progress(seen / table.rows);
  }
  return builder.finish();
}

/** Rising values of the numeric columns that both have. */
function sharedValues(reference: Table, current: Table): ReadonlyMap<string, NonNullable<Compared['values']>> {
  const risingOf = (table: Table, name: string): Float64Array | null => {
    const column = table.has(name) ? table.column(name) : undefined;
    return column === undefined || column.type === 'string' ? null : column.values.filter((value) => !Number.isNaN(value)).sort();
  };
  return new Map(
    reference.schema.flatMap(({ name }) => {
      const [then, now] = [risingOf(reference, name), risingOf(current, name)];
      return then === null || now === null ? [] : [[name, { reference: then, current: now }] as const];
    }),
  );
}

async function tellApart(
  domains: Parameters<typeof classifyDomains>[0],
  { graphs, trees }: Pick<StageServices, 'graphs' | 'trees'>,
  { random, signal, progress, log, figure }: StageContext,
): Promise<DomainClassifier | null> {
  const tools = {
    random: random.fork('domains'),
    signal,
    progress,
    graphs,
    trees,
    threads: availableParallelism(),
    checkpoint: noCheckpoint,
  };
  const result = await classifyDomains(domains, tools);
  if (result === null) return null;
  figure('domainAuc', result.auc);
  if (result.interval.lower > SEPARABLE) log.warn('recent rows can be told from the reference', { auc: result.auc });
  return result;
}

/** @returns null for a model that gives no probabilities, or cannot take a recent row: its columns tell of that already. */
async function expectedMetrics(
  model: ModelReader,
  recent: Table,
  { graphs, log }: { graphs: GraphRunner; log: StageContext['log'] },
): Promise<DriftReport['expected'] | null> {
  const { signature } = model.card;
  const classes = signature.classes?.length ?? 0;
  if (signature.task !== 'classification') return null;
  const rows = recent.slice(0, Math.max(1, Math.floor(EXPECTED_CELLS / classes ** 2)));
  const session = bindSession(await graphs.open(await model.graph()), signature);
  try {
    const predictions = readPredictions(await session.run(feedsOf(signature, rows)), signature);
    if (predictions.task !== 'classification') return null;
    return {
      rows: rows.rows,
      metrics: measureAll(expectedOutcome(predictions.probabilities, { classes, threshold: signature.threshold, costs: signature.costs })),
    };
  } catch (error) {
    if (!isLeatError(error)) throw error;
    log.warn('no expected performance', { reason: error.message });
    return null;
  } finally {
    await session.close();
  }
}
