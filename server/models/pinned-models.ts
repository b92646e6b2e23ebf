import { ServedModel, type LoadedModel } from './served-model.js';

/** Versions that are named by number may be any of many: so many of them stay loaded. */
const MAX_LOADED = 8;

/** Versions that no alias points to, loaded when they are asked for; the one not asked for longest makes room. */
export class PinnedModels {
  /** In order of last use. */
  readonly #models = new Map<string, Promise<ServedModel>>();

  get(key: string, load: () => Promise<LoadedModel>): Promise<ServedModel> {
    const model = this.#models.get(key) ?? load().then((loaded) => new ServedModel(loaded));
    this.#models.delete(key);
    this.#models.set(key, model);
    model.catch(() => this.#models.delete(key)); // the next request tries again
    this.#makeRoom();
    return model;
  }

  async retireAll(): Promise<void> {
    await Promise.allSettled([...this.#models.values()].map(async (model) => (await model).retire()));
    this.#models.clear();
  }

  #makeRoom(): void {
    for (const [key, model] of this.#models) {
      if (this.#models.size <= MAX_LOADED) return;
      this.#models.delete(key);
      model.then((served) => served.retire()).catch(() => undefined); // one that failed to load has nothing to close
    }
  }
}
