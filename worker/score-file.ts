import { basename, dirname, resolve } from 'node:path';
import type { Config } from '../config/config.js';
import { LeatError } from '../core/errors.js';
import { bindSession } from '../core/model/bind-session.js';
import { feedsOf } from '../core/model/feeds.js';
import { formatModelReference, parseModelReference } from '../core/model/model-reference.js';
import { readPredictions, type Predictions } from '../core/model/predictions.js';
import type { ClassLabel } from '../core/model/signature.js';
import type { Cell } from '../core/table/column.js';
import { toRows } from '../core/table/to-rows.js';
import { openSource } from '../sources/sources.js';
import { openModel } from '../stores/artifacts/models.js';
import type { MetadataStore, ModelVersionRecord } from '../stores/metadata/metadata-store.js';
import { ControlBlock } from './control-block.js';
import { createLog } from './log.js';
import { openThreadServices, threadSettings } from './thread-services.js';

/** One row: the columns of the input, and the predictions. */
export type ScoredRow = Readonly<Record<string, Cell>>;

/** A file that is being predicted, part by part. */
export interface Scoring {
  /** `name:version` of the model that predicts. */
  readonly model: string;
  /** The rows with their predictions, part by part; read once. */
  parts(): AsyncGenerator<readonly ScoredRow[]>;
  /** Closes file, model and stores. */
  close(): Promise<void>;
}

/**
 * Predicts the rows of a file, without a server.
 *
 * @param model - `name` (its champion), `name@alias` or `name:version`.
 * @throws LeatError `MODEL_UNKNOWN`, `SOURCE_*`, `PREDICT_*`
 */
export async function scoreFile(config: Config, { model, input }: { model: string; input: string }): Promise<Scoring> {
  const services = await openThreadServices(threadSettings(config), createLog(config.log));
  const closings: (() => Promise<void>)[] = [() => services.metadata.close()];
  const close = async (): Promise<void> => {
    for (const each of closings.reverse().splice(0)) await each();
  };
  try {
    const version = await findVersion(model, services.metadata);
    const { card, graph } = await openModel(services.artifacts, version.artifact);
    const path = resolve(input);
    // The person at the command line names the file: no data root has to hold it.
    const surroundings = {
      dataRoots: [dirname(path)],
      network: services.settings.network,
      secret: services.secret,
      signal: new ControlBlock(),
    };
    const { signature } = card;
    const declared = Object.fromEntries(signature.inputs.map(({ name, type }) => [name, type]));
    const source = { source: 'file', path: basename(path), rejected: 'fail', maxRejected: 1 } as const;
    const opened = await openSource(source, surroundings, declared);
    closings.push(() => opened.close());
    const session = bindSession(await services.graphs.open(await graph()), signature);
    closings.push(() => session.close());
    return {
      model: `${version.model}:${String(version.version)}`,
      close,
      async *parts() {
        for await (const part of opened.parts()) {
          const predictions = readPredictions(await session.run(feedsOf(signature, part)), signature);
          yield toRows(part).map((row, index) => ({ ...row, ...predictionOf(predictions, index, signature.classes ?? []) }));
        }
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The columns that stand behind those of the input. */
function predictionOf(predictions: Predictions, row: number, classes: readonly ClassLabel[]): ScoredRow {
  switch (predictions.task) {
    case 'regression':
      return { prediction: predictions.values[row] ?? null };
    case 'classification': {
      const start = row * classes.length;
      const probabilities = classes.map((label, index): [string, Cell] => [
        `probability_${String(label)}`,
        predictions.probabilities[start + index] ?? null,
      ]);
      return { prediction: predictions.labels[row] ?? null, ...Object.fromEntries(probabilities) };
    }
    case 'clustering': {
      const own = predictions.cluster[row] ?? 0;
      return { cluster: own, distance: predictions.distances[row * predictions.clusters + own] ?? null };
    }
    case 'anomaly':
      return { score: predictions.scores[row] ?? null };
  }
}

async function findVersion(text: string, metadata: MetadataStore): Promise<ModelVersionRecord> {
  const reference = parseModelReference(text);
  const { name } = reference;
  const found =
    'alias' in reference ? await metadata.versionByAlias(name, reference.alias) : await metadata.version(name, reference.version);
  if (found !== null) return found;
  const known = (await metadata.models()).map((model) => model.name);
  const message = `no model is registered as "${formatModelReference(reference)}"; models: ${known.length === 0 ? 'none' : known.join(', ')}`;
  throw new LeatError('MODEL_UNKNOWN', message, { details: { model: text } });
}
