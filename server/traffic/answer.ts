import type { Predictions } from '../../core/model/predictions.js';
import type { Table } from '../../core/table/table.js';
import type { RouteReply } from '../define-route.js';
import type { LoadedModel } from '../models/served-model.js';

/** What a model answered, and what can be asked of it once the reply is on its way. */
export interface Answer {
  readonly reply: RouteReply;
  readonly rows: number;
  /** null where the outputs do not say it in the terms of the model's signature. */
  predictions(): Predictions | null;
  /** What was asked, a column an input; null where the graph takes something else. */
  inputs(): Table | null;
}

/** Answers one request by whichever version it is given, under the id of the prediction; may be called again for another version. */
export type Work = (model: LoadedModel, id: string) => Promise<Answer>;
