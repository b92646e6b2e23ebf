import type { Logger } from 'pino';
import type { ModelReference } from '../../core/model/model-reference.js';
import { isOver, shareOf } from '../../core/release/release-phase.js';
import type { MetadataStore } from '../../stores/metadata/metadata-store.js';
import type { ReleaseRecord } from '../../stores/metadata/release-records.js';
import { AliasSlot } from '../models/alias-slot.js';
import { loadModel, type ModelSources } from '../models/load-model.js';
import type { ServedModel } from '../models/served-model.js';

export interface ReleaseWatchOptions extends ModelSources {
  readonly metadata: Pick<MetadataStore, 'activeReleases' | 'release' | 'version' | 'versionByAlias'>;
  readonly log: Logger;
  readonly pollMs: number;
  /** What an alias serves here, null while it serves nothing. */
  servedBy(model: string, alias: string): number | null;
  /** A candidate that cannot be loaded here fails like one that cannot answer. */
  onFailure(model: { readonly name: string; readonly version: number }): void;
}

/** A release as this server carries it out. */
export interface CarriedRelease {
  readonly id: string;
  readonly share: number;
  readonly shadows: boolean;
  /** null while it is being loaded. */
  readonly candidate: ServedModel | null;
}

interface Watched {
  record: ReleaseRecord;
  readonly slot: AliasSlot;
}

/** Follows the releases in the store, and keeps their candidates loaded. */
export class ReleaseWatch {
  readonly #options: ReleaseWatchOptions;
  readonly #watched = new Map<string, Watched>();
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  #store: 'readable' | 'unreadable' = 'readable';

  constructor(options: ReleaseWatchOptions) {
    this.#options = options;
  }

  start(): Promise<void> {
    return this.#look();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await Promise.all([...this.#watched.values()].map(({ slot }) => slot.retire()));
  }

  /** The release that is about what a reference means; a version named by number is that version, whatever is released. */
  of(reference: ModelReference): CarriedRelease | null {
    if (this.#watched.size === 0 || !('alias' in reference)) return null;
    for (const { record, slot } of this.#watched.values()) {
      if (record.model !== reference.name || record.alias !== reference.alias) continue;
      const share = isOver(record.phase) ? 1 : shareOf(record, record.settings); // one that is over stays only while its alias loads it
      return { id: record.id, share, shadows: record.phase === 'shadow', candidate: slot.serving };
    }
    return null;
  }

  async #look(): Promise<void> {
    const { metadata, log, pollMs } = this.#options;
    try {
      await this.#follow(await metadata.activeReleases());
      this.#store = 'readable';
    } catch (error) {
      if (this.#store === 'readable') log.warn({ err: error }, 'releases cannot be read; they stay as they are');
      this.#store = 'unreadable';
    }
    if (!this.#stopped) this.#timer = setTimeout(() => void this.#look(), pollMs); // #look catches everything
  }

  async #follow(active: readonly ReleaseRecord[]): Promise<void> {
    if (this.#stopped) return;
    for (const record of active) {
      const watched = this.#watched.get(record.id) ?? { record, slot: this.#slotOf(record) };
      watched.record = record;
      this.#watched.set(record.id, watched);
      watched.slot.follow(record.candidate);
    }
    const ids = new Set(active.map(({ id }) => id));
    for (const [id, watched] of this.#watched) if (!ids.has(id)) await this.#leave(id, watched);
  }

  /** A candidate that the alias points to now answers on until it is served there: nobody falls back to the old version for a moment. */
  async #leave(id: string, watched: Watched): Promise<void> {
    const { metadata, servedBy } = this.#options;
    const record = (await metadata.release(id)) ?? watched.record;
    const { model, alias, candidate } = record;
    const pointsTo = (await metadata.versionByAlias(model, alias))?.version;
    if (pointsTo === candidate && servedBy(model, alias) !== candidate) {
      watched.record = record;
      return;
    }
    this.#watched.delete(id);
    void watched.slot.retire();
  }

  #slotOf({ model, candidate }: ReleaseRecord): AliasSlot {
    const { metadata, log, onFailure } = this.#options;
    return new AliasSlot({
      load: async (version) => {
        const record = await metadata.version(model, version);
        if (record === null) throw new Error(`invariant: a version that is released stays registered, ${model}:${String(version)} too`);
        return loadModel(record, this.#options);
      },
      onSwap: ({ version }) => {
        log.info({ model, version }, 'candidate of a release loaded');
      },
      onFailure: (version, error) => {
        log.error({ model, version, err: error }, 'candidate of a release could not be loaded');
        onFailure({ name: model, version: candidate });
      },
    });
  }
}
