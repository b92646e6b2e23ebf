import type { GraphSession } from '../onnx/graph-runner.js';
import type { Table } from '../table/table.js';
import { appendPredictions } from './append-predictions.js';
import { feedsOf } from './feeds.js';
import { readPredictions, type Predictions } from './predictions.js';
import type { Signature } from './signature.js';

export interface PartScoring {
  readonly session: Pick<GraphSession, 'run'>;
  readonly signature: Signature;
  /** Columns to keep beside the predictions; all when left out. */
  readonly keep?: readonly string[] | undefined;
}

/**
 * Predicts the rows of a part: its columns, and behind them what the model says.
 *
 * @throws LeatError `PREDICT_*`, or `SCHEMA_COLUMN_DUPLICATE` when a column has the name of a prediction.
 */
export async function scorePart(part: Table, { session, signature, keep }: PartScoring): Promise<Table> {
  const predictions = part.rows === 0 ? nothing(signature) : readPredictions(await session.run(feedsOf(signature, part)), signature);
  return appendPredictions(keep === undefined ? part : part.select(keep), predictions, signature);
}

/** Of no rows: not every graph runs on none, and the columns are the same. */
function nothing({ task, threshold }: Signature): Predictions {
  const none = new Float32Array();
  switch (task) {
    case 'classification':
      return { task, rows: 0, labels: [], decided: new Int32Array(), probabilities: none };
    case 'regression':
      return { task, rows: 0, values: none };
    case 'clustering':
      return { task, rows: 0, clusters: 1, cluster: new Uint16Array(), distances: none };
    case 'anomaly':
      return { task, rows: 0, scores: none, labels: threshold === undefined ? null : new Int32Array() };
  }
}
