import { availableParallelism } from 'node:os';
import { classifyDomains } from '../core/drift/domain-classifier.js';
import { profileLike } from '../core/drift/drift-report.js';
import type { TableProfile } from '../core/drift/profile.js';
import { expectedOutcome } from '../core/drift/expected-performance.js';
import { LeatError } from '../core/errors.js';
import { bootstrapIntervals } from '../core/metrics/bootstrap.js';
import { measure, metricOf, requireTask } from '../core/metrics/metrics.js';
import { takeRows } from '../core/metrics/take-rows.js';
import type { Evaluation } from '../core/model/evaluation.js';
import type { ModelReader } from '../core/model/model-card.js';
import type { ClassLabel, Signature } from '../core/model/signature.js';
import { decideRetraining } from '../core/monitoring/decide-retraining.js';
import type { Findings } from '../core/monitoring/findings.js';
import { judgeWindow, type ComparedMetric, type WindowFacts } from '../core/monitoring/judge-window.js';
import { labelledOutcome, strangeLabels } from '../core/monitoring/labelled-outcome.js';
import { isHashed, LOGGED, PROBABILITY } from '../core/monitoring/logged-predictions.js';
import type { StageContext } from '../core/pipeline/stage-context.js';
import { watchModel } from '../core/pipeline/stages/watch-model.js';
import { sumTraffic } from '../core/release/observed-traffic.js';
import { cellAt } from '../core/table/columns.js';
import { concatTables } from '../core/table/concat.js';
import type { Table } from '../core/table/table.js';
import { noCheckpoint } from '../core/trainers/define-trainer.js';
import { readDocument } from '../stores/artifacts/documents.js';
import { openModel } from '../stores/artifacts/models.js';
import type { ModelVersionRecord } from '../stores/metadata/metadata-store.js';
import type { MonitorWindow } from '../stores/metadata/release-records.js';
import { readLogged } from '../stores/read-logged.js';
import { defineActivity, type StageServices } from './define-activity.js';
import { tableLabels } from './table-labels.js';
import { countLogged, referenceOf, SAMPLE_ROWS } from './watched-reference.js';

/** Windows of the time lines. */
const LINES = 200;
const RESAMPLES = 1_000;

interface LabelledLog {
  readonly logged: Table;
  readonly labels: ReadonlyMap<string, ClassLabel>;
}

interface Watched {
  readonly version: ModelVersionRecord;
  readonly reader: ModelReader;
  /** Of the window. */
  readonly logged: Table;
  /** Of the time whose labels should be there by now. */
  readonly judged: LabelledLog;
}

type MonitoredTime = Pick<MonitorWindow, 'start' | 'end'>;

function earlier({ start, end }: MonitoredTime, ms: number): MonitoredTime {
  return { start: new Date(start.getTime() - ms), end: new Date(end.getTime() - ms) };
}

/** Looks at one window of a served model, keeps what it finds, and says whether a new version is worth training. */
export const watchModelActivity = defineActivity(watchModel, {
  fingerprint: () => Promise.resolve(null), // labels of a window may come after it

  async run({ labels }, params, context, services) {
    const { model, alias, limits, retrain } = params;
    const { metadata, artifacts } = services;
    const window = { start: new Date(params.window.start), end: new Date(params.window.end) };
    const version = await metadata.versionByAlias(model, alias);
    if (version === null)
      throw new LeatError('MODEL_UNKNOWN', `watchModel: no model is served as ${model}@${alias}`, { details: { model, alias } });
    const reader = await openModel(artifacts, version.artifact);
    const given = await tableLabels(labels, params);
    const read = (wanted: MonitoredTime): Promise<LabelledLog> => loggedOf(version, { window: wanted, given }, services);
    const log = await read(window);
    const watched = {
      version,
      reader,
      logged: log.logged,
      judged: params.labelDelay === 0 ? log : await read(earlier(window, params.labelDelay)),
    };
    const found = judgeWindow(await factsOf(watched, { params, window }, context, services), limits);
    // Without this one: looked at again, it comes to the same.
    const others = (await metadata.windows(model, LINES)).filter(({ end }) => end.getTime() !== window.end.getTime());
    const before = others.filter(({ end }) => end < window.end);
    const reason = retrain === null ? null : decideRetraining({ ...found, ...sinceLast(others, version, found.labelled) }, retrain);
    const findings: Findings = { ...found, retrain: reason, ...(reason !== null && { askedAt: new Date().toISOString() }) };
    await metadata.saveWindow({ model, ...window, findings });

    context.figure('rows', found.rows);
    context.figure('labelled', found.labelled);
    context.figure('driftFindings', found.drift.length);
    context.figure('degradedFindings', found.degraded.length);
    const [first] = [...found.degraded, ...found.drift];
    if (first !== undefined) context.figure('finding', `${model}:${String(version.version)}: ${first}`);
    if (found.degraded.length > 0 && found.drift[0] !== undefined)
      context.figure('driftFinding', `${model}:${String(version.version)}: ${found.drift[0]}`);
    if (reason !== null) context.figure('retrain', reason);
    if (found.rows === 0 && (found.figures['requests'] ?? 0) > 0)
      context.log.warn('requests were answered, and none was logged: server.predictionLog.rate says how many are');
    for (const quality of found.quality) context.log.warn('data quality', { quality });
    const lines = [...before, { model, ...window, findings }].map(({ end, ...each }) => ({
      end: end.toISOString(),
      findings: each.findings,
    }));
    const report = { model, version: version.version, window: params.window, limits, findings, windows: lines };
    const { renderWatchPage } = await import('./watch-page/render-watch-page.js'); // loads a plotting library
    await services.keepPage(renderWatchPage(report));
    return { report };
  },
});

/** Rows that this version answered in a time, with their labels; those that are given win. */
async function loggedOf(
  { model, version }: ModelVersionRecord,
  { window, given }: { window: MonitoredTime; given: ReadonlyMap<string, ClassLabel> },
  services: Pick<StageServices, 'metadata' | 'artifacts'>,
): Promise<LabelledLog> {
  const tables: Table[] = [];
  const labels = new Map<string, ClassLabel>();
  for await (const { part, table, labels: come } of readLogged(model, window, services)) {
    if (part.version !== version || table.rows === 0) continue;
    tables.push(table);
    for (const [prediction, label] of come) labels.set(prediction, label);
    if (given.size === 0) continue;
    const ids = table.column(LOGGED.id);
    for (let row = 0; row < table.rows; row++) {
      const id = String(cellAt(ids, row));
      const label = given.get(id);
      if (label !== undefined) labels.set(id, label);
    }
  }
  return { logged: concatTables(tables), labels };
}

interface Looked {
  readonly params: { readonly metrics?: readonly string[] | undefined; readonly slices: readonly string[]; readonly together: boolean };
  readonly window: MonitoredTime;
}

async function factsOf(watched: Watched, { params, window }: Looked, context: StageContext, services: StageServices): Promise<WindowFacts> {
  const { version, reader, logged, judged } = watched;
  const { signature } = reader.card;
  const evaluation = version.evaluation === null ? null : ((await readDocument(services.artifacts, version.evaluation)) as Evaluation); // written by evaluate
  const seen = await services.metadata.traffic({ model: version.model, from: window.start, to: window.end });
  const traffic = seen.filter((each) => each.version === version.version && each.role === 'answer');
  // What is hashed in the log cannot be compared with what it was.
  const names = signature.inputs.map(({ name }) => name).filter((name) => logged.has(name) && !isHashed(logged.column(name)));
  const inputs = logged.select(names);
  const reference = logged.rows === 0 ? null : await referenceOf({ version, reader, names, before: window.start }, context, services);
  const { rows = null, predictions = null } = reference ?? {};
  return {
    rows: logged.rows,
    labelled: judged.labels.size,
    strangeLabels: strangeLabels(judged.labels.values(), signature),
    reference: reference && reference.profile,
    current: reference === null ? { rows: 0, columns: {} } : profileNow(reference.profile, inputs),
    outside: Object.fromEntries(
      signature.inputs.filter(({ name }) => names.includes(name)).map((input) => [input.name, outsideOf(inputs, input)]),
    ),
    predictions: predictions && { reference: predictions, current: countLogged(logged) },
    together:
      params.together && rows && names.length > 0
        ? await tellApart({ reference: rows, current: inputs, known: names }, context, services)
        : null,
    expected: expectedOf(logged, signature, evaluation),
    metrics: metricsOf(watched, { evaluation, params }, context),
    traffic: sumTraffic(traffic.map(({ observed }) => observed)),
  };
}

function profileNow(reference: TableProfile, inputs: Table): TableProfile {
  const builder = profileLike(reference, inputs.schema);
  builder.add(inputs);
  return builder.finish();
}

function outsideOf(inputs: Table, { name, minimum, maximum }: Signature['inputs'][number]): number {
  const column = inputs.column(name);
  if (column.type === 'string' || minimum === undefined || maximum === undefined) return 0;
  return column.values.reduce((count, value) => (value < minimum || value > maximum ? count + 1 : count), 0);
}

async function tellApart(
  { reference, current, known }: { reference: Table; current: Table; known: readonly string[] },
  { random, signal, progress }: StageContext,
  { graphs, trees }: StageServices,
): Promise<WindowFacts['together']> {
  const chosen = random.fork('current').permutation(current.rows).slice(0, SAMPLE_ROWS).sort();
  const tools = {
    random: random.fork('domains'),
    signal,
    progress,
    graphs,
    trees,
    threads: availableParallelism(),
    checkpoint: noCheckpoint,
  };
  return classifyDomains({ reference: reference.select(known), current: current.take(chosen), names: known }, tools);
}

/** Of binary and other classifiers; an accuracy is what every evaluation of one has. */
function expectedOf(
  logged: Table,
  { task, classes = [], threshold, costs }: Signature,
  evaluation: Evaluation | null,
): WindowFacts['expected'] {
  const then = evaluation?.metrics['accuracy'];
  if (task !== 'classification' || then === undefined || logged.rows === 0) return null;
  const rows = Math.min(logged.rows, SAMPLE_ROWS);
  const probabilities = new Float32Array(rows * classes.length);
  classes.forEach((name, index) => {
    const column = logged.column(`${PROBABILITY}${String(name)}`);
    for (let row = 0; row < rows; row++) probabilities[row * classes.length + index] = Number(cellAt(column, row) ?? 0);
  });
  return { now: measure(metricOf('accuracy'), expectedOutcome(probabilities, { classes: classes.length, threshold, costs })), then };
}

function metricsOf(
  { reader, judged: { logged, labels } }: Watched,
  { evaluation, params: { metrics, slices } }: { evaluation: Evaluation | null; params: Looked['params'] },
  { random, signal }: StageContext,
): ComparedMetric[] {
  const { signature } = reader.card;
  const said = logged.rows === 0 ? null : labelledOutcome(logged, labels, signature);
  if (said === null) return [];
  const { outcome, rows } = said;
  const names = metrics ?? [outcome.task === 'classification' ? 'accuracy' : 'rmse'];
  const wanted = names.map((name) => requireTask(name, outcome.task));
  const intervals = bootstrapIntervals(
    outcome,
    { metrics: wanted, level: 0.99, resamples: RESAMPLES },
    { random: random.fork('labels'), signal },
  );
  return wanted.flatMap((metric): ComparedMetric[] => {
    const now = measure(metric, outcome);
    const value = evaluation?.metrics[metric.name];
    const then =
      evaluation?.intervals?.[metric.name] ??
      (value === undefined ? { lower: -Infinity, upper: Infinity } : { lower: value, upper: value });
    const interval = intervals[metric.name] ?? { lower: -Infinity, upper: Infinity };
    const groups = slices.filter((column) => logged.has(column)).flatMap((column) => groupsOf(logged, column, rows));
    const ofSlices = Object.fromEntries(
      groups.map(({ name, places }) => [name, measure(metric, takeRows(outcome, Uint32Array.from(places)))]),
    );
    return [{ metric: metric.name, higherIsBetter: metric.higherIsBetter, then, now, interval, rows: rows.length, slices: ofSlices }];
  });
}

/** Places in the outcome by the value of a column. */
function groupsOf(logged: Table, column: string, rows: readonly number[]): { name: string; places: number[] }[] {
  const groups = new Map<string, number[]>();
  rows.forEach((row, place) => {
    const name = `${column}=${String(logged.cell(column, row) ?? 'missing')}`;
    groups.set(name, [...(groups.get(name) ?? []), place]);
  });
  return [...groups].map(([name, places]) => ({ name, places }));
}

/** Windows may be looked at in any order, as those of a backfill are: what counts is when a version was asked for. */
function sinceLast(
  others: readonly MonitorWindow[],
  version: ModelVersionRecord,
  labelled: number,
): { newLabels: number; sinceLastMs: number | null } {
  const asked = others.flatMap(({ end, findings: { retrain, askedAt } }) =>
    retrain === null ? [] : [Date.parse(askedAt ?? end.toISOString())],
  );
  const last = Math.max(...asked, version.createdAt.getTime());
  const since = others.filter(({ start }) => start.getTime() >= last);
  const newLabels = since.reduce((sum, { findings }) => sum + findings.labelled, labelled);
  return { newLabels, sinceLastMs: asked.length === 0 ? null : Date.now() - Math.max(...asked) };
}
