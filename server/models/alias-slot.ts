import { messageOf } from '../../core/errors.js';
import { ServedModel, type LoadedModel } from './served-model.js';

/** After a failed load: what it lacked may be back. */
const RETRY_MS = 5_000;

export interface AliasSlotOptions {
  readonly load: (version: number) => Promise<LoadedModel>;
  readonly onSwap: (model: LoadedModel) => void;
  readonly onFailure: (version: number, error: unknown) => void;
}

/**
 * What serves one alias. It follows the alias by loading a new version beside the old one, which takes
 * the traffic until the new one is warm, and finishes the requests that it has then.
 */
export class AliasSlot {
  readonly #options: AliasSlotOptions;
  #serving: ServedModel | null = null;
  #loading: Promise<void> | null = null;
  #wanted: number | null = null;
  #failure: { readonly version: number; readonly message: string; readonly retryAt: number } | null = null;
  #retired = false;

  constructor(options: AliasSlotOptions) {
    this.#options = options;
  }

  get serving(): ServedModel | null {
    return this.#serving;
  }

  /** Why nothing newer serves; null when nothing has failed. */
  get failure(): string | null {
    return this.#failure?.message ?? null;
  }

  /** Called at every look at the alias; a load goes on in the background, and no other begins until it is over. */
  follow(version: number): void {
    this.#wanted = version;
    const waits = this.#failure?.version === version && Date.now() < this.#failure.retryAt;
    if (this.#loading !== null || waits || this.#serving?.model.version === version) return;
    this.#loading = this.#swapTo(version).finally(() => {
      this.#loading = null;
    });
  }

  /** Resolves when no load is under way. */
  async settled(): Promise<void> {
    await this.#loading;
  }

  async retire(): Promise<void> {
    this.#retired = true;
    await this.#loading;
    await this.#serving?.retire();
  }

  async #swapTo(version: number): Promise<void> {
    try {
      const model = await this.#options.load(version);
      // The alias went elsewhere meanwhile, as at a rollback: this one must not answer even for a moment.
      if (this.#wanted !== version) {
        await model.session.close();
        return;
      }
      const before = this.#serving;
      this.#serving = new ServedModel(model);
      this.#failure = null;
      if (!this.#retired) this.#options.onSwap(model);
      await before?.retire();
    } catch (error) {
      this.#failure = { version, message: `version ${String(version)}: ${messageOf(error)}`, retryAt: Date.now() + RETRY_MS };
      this.#options.onFailure(version, error);
    }
  }
}
