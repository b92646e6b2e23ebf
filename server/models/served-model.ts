import { LeatError } from '../../core/errors.js';
import type { ModelCard } from '../../core/model/model-card.js';
import type { PooledSession } from '../../inference/inference-pool.js';

export interface LoadedModel {
  readonly name: string;
  readonly version: number;
  readonly card: ModelCard;
  readonly session: PooledSession;
  /** What explanations are computed from; read when the first one is asked for. */
  explainer(): Promise<Uint8Array | null>;
}

/** A loaded version that takes traffic; its session is closed when it is retired and the last request has left. */
export class ServedModel {
  readonly model: LoadedModel;
  #users = 0;
  #retired = false;

  constructor(model: LoadedModel) {
    this.model = model;
  }

  /** @throws LeatError `MODEL_NOT_READY` when it was retired between being looked up and being used. */
  async use<T>(work: (model: LoadedModel) => Promise<T> | T): Promise<T> {
    if (this.#retired)
      throw new LeatError('MODEL_NOT_READY', `model "${this.model.name}": version ${String(this.model.version)} has just been unloaded`);
    this.#users++;
    try {
      return await work(this.model);
    } finally {
      this.#users--;
      if (this.#isLeft) await this.model.session.close();
    }
  }

  async retire(): Promise<void> {
    this.#retired = true;
    if (this.#isLeft) await this.model.session.close();
  }

  get #isLeft(): boolean {
    return this.#retired && this.#users === 0;
  }
}
