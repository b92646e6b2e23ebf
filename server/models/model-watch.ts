import type { Logger } from 'pino';
import { LeatError, messageOf } from '../../core/errors.js';
import { formatModelReference, type ModelReference } from '../../core/model/model-reference.js';
import type { MetadataStore } from '../../stores/metadata/metadata-store.js';
import { AliasSlot } from './alias-slot.js';
import { loadModel, type ModelSources } from './load-model.js';
import { PinnedModels } from './pinned-models.js';
import type { LoadedModel, ServedModel } from './served-model.js';

export interface ModelWatchOptions extends ModelSources {
  readonly metadata: MetadataStore;
  readonly log: Logger;
  /** Between two looks at the aliases. */
  readonly pollMs?: number;
}

export interface AliasState {
  readonly name: string;
  readonly alias: string;
  /** What serves it; null while nothing does. */
  readonly version: number | null;
  readonly failure: string | null;
}

/** Keeps the version of every alias loaded, and follows the aliases while requests go on. */
export class ModelWatch {
  readonly #options: ModelWatchOptions;
  readonly #pollMs: number;
  readonly #slots = new Map<string, { readonly name: string; readonly alias: string; readonly slot: AliasSlot }>();
  readonly #pinned = new PinnedModels();
  #timer: NodeJS.Timeout | undefined;
  #ready = false;
  #registry: 'readable' | 'unreadable' = 'readable';
  #stopped = false;

  constructor(options: ModelWatchOptions) {
    this.#options = options;
    this.#pollMs = options.pollMs ?? 500;
  }

  /** Whether everything that was deployed at the start has been loaded, or has failed to. */
  get ready(): boolean {
    return this.#ready;
  }

  /** Begins to watch; resolves after the first look. */
  start(): Promise<void> {
    return this.#look();
  }

  /** Unloads everything; call it when the last request has been answered. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await Promise.all([...this.#slots.values()].map(({ slot }) => slot.retire()));
    await this.#pinned.retireAll();
  }

  aliases(): AliasState[] {
    return [...this.#slots.values()].map(({ name, alias, slot }) => ({
      name,
      alias,
      version: slot.serving?.model.version ?? null,
      failure: slot.failure,
    }));
  }

  /**
   * Works with the version that a reference means now; it stays loaded until the work is done.
   *
   * @throws LeatError `MODEL_UNKNOWN`, or `MODEL_NOT_READY` when it is known but not loaded.
   */
  async use<T>(reference: ModelReference, work: (model: LoadedModel) => Promise<T> | T): Promise<T> {
    const served = this.#loaded(reference) ?? (await this.#find(reference));
    return served.use(work);
  }

  #loaded(reference: ModelReference): ServedModel | null {
    if ('alias' in reference) return this.#slots.get(formatModelReference(reference))?.slot.serving ?? null;
    const serving = [...this.#slots.values()].filter(({ name }) => name === reference.name).map(({ slot }) => slot.serving);
    return serving.find((served) => served?.model.version === reference.version) ?? null;
  }

  async #find(reference: ModelReference): Promise<ServedModel> {
    const { metadata } = this.#options;
    const { name } = reference;
    const record =
      'alias' in reference ? await metadata.versionByAlias(name, reference.alias) : await metadata.version(name, reference.version);
    if (record === null) throw await this.#unknown(reference);
    if ('alias' in reference) {
      const reason = this.#slots.get(formatModelReference(reference))?.slot.failure ?? 'it is being loaded';
      throw notReady(reference, reason);
    }
    return this.#pinned
      .get(formatModelReference(reference), () => loadModel(record, this.#options))
      .catch((error: unknown) => {
        throw notReady(reference, messageOf(error), error);
      });
  }

  async #unknown(reference: ModelReference): Promise<LeatError> {
    const versions = await this.#options.metadata.versions(reference.name);
    const details = { model: reference.name };
    if (versions.length === 0) return new LeatError('MODEL_UNKNOWN', `no model is named "${reference.name}"`, { details });
    const known = versions.map(({ version, aliases }) => [String(version), ...aliases].join(' = '));
    const wanted = 'alias' in reference ? `alias "${reference.alias}"` : `version ${String(reference.version)}`;
    return new LeatError('MODEL_UNKNOWN', `model "${reference.name}" has no ${wanted}; versions: ${known.join(', ')}`, { details });
  }

  async #look(): Promise<void> {
    const { metadata, log } = this.#options;
    try {
      this.#follow(await metadata.models());
      await (this.#ready || this.#firstLoads());
      this.#registry = 'readable';
    } catch (error) {
      if (this.#registry === 'readable') log.warn({ err: error }, 'the registry cannot be read; what is loaded goes on serving');
      this.#registry = 'unreadable'; // said once, and not at every look
    }
    if (!this.#stopped) this.#timer = setTimeout(() => void this.#look(), this.#pollMs); // #look catches everything
  }

  async #firstLoads(): Promise<void> {
    await Promise.all([...this.#slots.values()].map(({ slot }) => slot.settled()));
    this.#ready = true;
  }

  #follow(models: Awaited<ReturnType<MetadataStore['models']>>): void {
    if (this.#stopped) return;
    const wanted = new Set<string>();
    for (const { name, aliases } of models) {
      for (const [alias, version] of Object.entries(aliases)) {
        const key = formatModelReference({ name, alias });
        wanted.add(key);
        const watched = this.#slots.get(key) ?? { name, alias, slot: this.#slotOf(name, alias) };
        this.#slots.set(key, watched);
        watched.slot.follow(version);
      }
    }
    for (const [key, { slot }] of this.#slots) {
      if (wanted.has(key)) continue;
      this.#slots.delete(key);
      void slot.retire();
    }
  }

  #slotOf(name: string, alias: string): AliasSlot {
    const { metadata, log } = this.#options;
    return new AliasSlot({
      load: async (version) => {
        const record = await metadata.version(name, version);
        if (record === null) throw new LeatError('MODEL_VERSION_UNKNOWN', `model "${name}": no version ${String(version)} is registered`);
        return loadModel(record, this.#options);
      },
      onSwap: ({ version }) => {
        log.info({ model: name, alias, version }, 'model loaded');
      },
      onFailure: (version, error) => {
        log.error({ model: name, alias, version, err: error }, 'model could not be loaded');
      },
    });
  }
}

function notReady(reference: ModelReference, reason: string, cause?: unknown): LeatError {
  return new LeatError('MODEL_NOT_READY', `model "${formatModelReference(reference)}" is not ready: ${reason}`, { cause });
}
