import type { Database } from './database.js';
import { inChunks } from './in-chunks.js';
import { parseJson } from './parse-column.js';
import type { Label, PredictionPart, ServiceStore, TrafficRecord } from './release-records.js';
import type { Findings } from '../../core/monitoring/findings.js';

type ServiceFigures = Omit<
  ServiceStore,
  'askForRelease' | 'release' | 'releases' | 'activeReleases' | 'moveRelease' | 'endReleases' | 'decideRelease'
>;

/** What servers saw and logged, what was said of it later, and what monitoring found in it. */
export function serviceFigures(database: Database): ServiceFigures {
  return { ...trafficOf(database), ...predictionsOf(database), ...windowsOf(database) };
}

function trafficOf(database: Database): Pick<ServiceFigures, 'saveTraffic' | 'traffic' | 'dropTraffic'> {
  return {
    saveTraffic: (records) =>
      database.write(async (transaction) => {
        for (const { server, model, version, role, start, end, observed } of records) {
          const seen = { end_at: end.toISOString(), observed: JSON.stringify(observed) };
          await transaction
            .insertInto('traffic')
            .values({ server, model, version, role, start_at: start.toISOString(), ...seen })
            .onConflict((conflict) => conflict.columns(['server', 'model', 'version', 'role', 'start_at']).doUpdateSet(seen))
            .execute();
        }
      }),

    traffic: ({ model, from, to }) =>
      database.query(async (kysely) => {
        let query = kysely.selectFrom('traffic').selectAll().where('model', '=', model).where('end_at', '>', from.toISOString());
        if (to !== undefined) query = query.where('start_at', '<', to.toISOString());
        const rows = await query.orderBy('start_at').execute();
        return rows.map(({ server, version, role, start_at, end_at, observed }) => ({
          ...{ server, model, version, role, start: new Date(start_at), end: new Date(end_at) },
          observed: parseJson<TrafficRecord['observed']>(observed),
        }));
      }),

    dropTraffic: (before) =>
      database.write(async (transaction) => {
        await transaction.deleteFrom('traffic').where('end_at', '<', before.toISOString()).execute();
      }),
  };
}

function predictionsOf(
  database: Database,
): Pick<ServiceFigures, 'addPredictionPart' | 'predictionParts' | 'dropPredictions' | 'saveLabels' | 'labels'> {
  return {
    addPredictionPart: ({ start, end, ...part }) =>
      database.write(async (transaction) => {
        await transaction
          .insertInto('prediction_parts')
          .values({ ...part, start_at: start.toISOString(), end_at: end.toISOString() })
          .onConflict((conflict) => conflict.doNothing())
          .execute();
      }),

    predictionParts: (model, { start, end }) =>
      database.query(async (kysely) => {
        const rows = await kysely
          .selectFrom('prediction_parts')
          .selectAll()
          .where('model', '=', model)
          .where('end_at', '>=', start.toISOString())
          .where('start_at', '<', end.toISOString())
          .orderBy('start_at')
          .orderBy('id')
          .execute();
        return rows.map(({ id, version, digest, rows: count, start_at, end_at }) => ({
          ...{ id, model, version, rows: count, start: new Date(start_at), end: new Date(end_at) },
          digest: digest as PredictionPart['digest'], // columns hold what the port's types let in
        }));
      }),

    dropPredictions: (before) =>
      database.write(async (transaction) => {
        await transaction.deleteFrom('prediction_parts').where('end_at', '<', before.toISOString()).execute();
        await transaction.deleteFrom('labels').where('given_at', '<', before.toISOString()).execute();
      }),

    saveLabels: (labels) =>
      database.write(async (transaction) => {
        const given_at = new Date().toISOString();
        for (const { prediction, label } of labels) {
          const given = { label: JSON.stringify(label), given_at };
          await transaction
            .insertInto('labels')
            .values({ prediction, ...given })
            .onConflict((conflict) => conflict.column('prediction').doUpdateSet(given))
            .execute();
        }
      }),

    labels: (predictions) =>
      database.query(async (kysely) => {
        const found = await inChunks(predictions, (chunk) =>
          kysely.selectFrom('labels').select(['prediction', 'label']).where('prediction', 'in', chunk).execute(),
        );
        return new Map(found.flat().map(({ prediction, label }) => [prediction, parseJson<Label['label']>(label)]));
      }),
  };
}

function windowsOf(database: Database): Pick<ServiceFigures, 'saveWindow' | 'windows'> {
  return {
    saveWindow: ({ model, start, end, findings }) =>
      database.write(async (transaction) => {
        const found = { start_at: start.toISOString(), findings: JSON.stringify(findings) };
        await transaction
          .insertInto('monitor_windows')
          .values({ model, end_at: end.toISOString(), ...found })
          .onConflict((conflict) => conflict.columns(['model', 'end_at']).doUpdateSet(found))
          .execute();
      }),

    windows: (model, limit) =>
      database.query(async (kysely) => {
        const rows = await kysely
          .selectFrom('monitor_windows')
          .selectAll()
          .where('model', '=', model)
          .orderBy('end_at', 'desc')
          .limit(limit)
          .execute();
        const windows = rows.map(({ start_at, end_at, findings }) => ({
          ...{ model, start: new Date(start_at), end: new Date(end_at) },
          findings: parseJson<Findings>(findings),
        }));
        return windows.reverse();
      }),
  };
}
