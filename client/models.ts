import { LeatError } from '../core/errors.js';
import { suggestName } from '../core/nearest-name.js';
import type { ModelCard, ModelContent } from '../core/model/model-card.js';
import type { ArtifactStore } from '../stores/artifacts/artifact-store.js';
import { openModel, saveModel } from '../stores/artifacts/models.js';
import type { DeploymentRecord, MetadataStore, ModelVersionRecord } from '../stores/metadata/metadata-store.js';

export interface ModelSummary {
  readonly name: string;
  readonly versions: number;
  readonly aliases: Readonly<Record<string, number>>;
}

export interface ModelDetails {
  readonly name: string;
  /** Newest first. */
  readonly versions: readonly ModelVersionRecord[];
  /** Newest first. */
  readonly deployments: readonly DeploymentRecord[];
}

/** The registry. */
export class Models {
  readonly #stores: { readonly metadata: MetadataStore; readonly artifacts: ArtifactStore };

  constructor(stores: { metadata: MetadataStore; artifacts: ArtifactStore }) {
    this.#stores = stores;
  }

  list(): Promise<readonly ModelSummary[]> {
    return this.#stores.metadata.models();
  }

  /** @throws LeatError `MODEL_UNKNOWN` */
  async show(name: string): Promise<ModelDetails> {
    const { metadata } = this.#stores;
    const versions = await metadata.versions(name);
    if (versions.length === 0) {
      const names = (await metadata.models()).map((model) => model.name);
      throw new LeatError('MODEL_UNKNOWN', `no model is named "${name}"; ${suggestName(name, names)}`, { details: { model: name } });
    }
    return { name, versions: newestFirst(versions), deployments: await metadata.deployments(name) };
  }

  /** @throws LeatError `ARTIFACT_MISSING`, `ARTIFACT_CORRUPT` */
  async card({ artifact }: Pick<ModelVersionRecord, 'artifact'>): Promise<ModelCard> {
    return (await openModel(this.#stores.artifacts, artifact)).card;
  }

  /** Registers a model that was made elsewhere, and points an alias to it when one is given. The same file gives the same version. */
  async import(name: string, content: ModelContent, { alias }: { alias?: string } = {}): Promise<ModelVersionRecord> {
    const { metadata, artifacts } = this.#stores;
    const { digest } = await saveModel(artifacts, content);
    const version = await metadata.registerVersion({ model: name, artifact: digest, evaluation: null, runId: null });
    if (alias !== undefined) await metadata.deploy({ model: name, alias, version: version.version, runId: null, reason: 'imported' });
    return version;
  }
}

function newestFirst(versions: readonly ModelVersionRecord[]): readonly ModelVersionRecord[] {
  return [...versions].sort((one, other) => other.version - one.version);
}
