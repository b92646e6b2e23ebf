import { LeatError } from '../core/errors.js';
import { suggestName } from '../core/nearest-name.js';
import type { Evaluation } from '../core/model/evaluation.js';
import type { ModelCard, ModelContent } from '../core/model/model-card.js';
import { parseModelReference } from '../core/model/model-reference.js';
import type { ArtifactStore } from '../stores/artifacts/artifact-store.js';
import { readDocument } from '../stores/artifacts/documents.js';
import { openModel, saveModel } from '../stores/artifacts/models.js';
import type { DeploymentRecord, MetadataStore, ModelVersionRecord } from '../stores/metadata/metadata-store.js';

/** A model as a list shows it. */
export interface ModelSummary {
  readonly name: string;
  readonly versions: number;
  readonly aliases: Readonly<Record<string, number>>;
}

/** A model with its versions and aliases. */
export interface ModelDetails {
  readonly name: string;
  /** Newest first. */
  readonly versions: readonly ModelVersionRecord[];
  /** Newest first. */
  readonly deployments: readonly DeploymentRecord[];
}

export interface DescribedVersion {
  readonly version: ModelVersionRecord;
  readonly card: ModelCard;
  readonly evaluation: Evaluation | null;
}

/** The registry. */
export class Models {
  readonly #stores: { readonly metadata: MetadataStore; readonly artifacts: ArtifactStore };

  constructor(stores: { metadata: MetadataStore; artifacts: ArtifactStore }) {
    this.#stores = stores;
  }

  /** Every model, by name. */
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

  /**
   * The version that a reference means now.
   *
   * @param reference - `name` (its champion), `name@alias` or `name:version`.
   * @throws LeatError `MODEL_UNKNOWN`, `MODEL_REFERENCE_INVALID`
   */
  async find(reference: string): Promise<ModelVersionRecord> {
    const parsed = parseModelReference(reference);
    const { versions } = await this.show(parsed.name);
    const found = versions.find((each) => ('alias' in parsed ? each.aliases.includes(parsed.alias) : each.version === parsed.version));
    if (found !== undefined) return found;
    const known = versions.map(({ version, aliases }) => [String(version), ...aliases].join(' = ')).join(', ');
    throw new LeatError('MODEL_UNKNOWN', `no model is registered as "${reference}"; versions: ${known}`, { details: { model: reference } });
  }

  /** A version with its card and, where it has one, its evaluation. */
  async describe(reference: string): Promise<DescribedVersion> {
    const version = await this.find(reference);
    const { artifacts } = this.#stores;
    const evaluation = version.evaluation === null ? null : ((await readDocument(artifacts, version.evaluation)) as Evaluation); // written by evaluate
    return { version, card: await this.card(version), evaluation };
  }

  /** The ONNX file of a version. */
  async graph({ artifact }: Pick<ModelVersionRecord, 'artifact'>): Promise<Uint8Array> {
    return (await openModel(this.#stores.artifacts, artifact)).graph();
  }

  /** @throws LeatError `MODEL_VERSION_UNKNOWN`, `MODEL_VERSION_IN_USE` */
  delete({ model, version }: Pick<ModelVersionRecord, 'model' | 'version'>): Promise<void> {
    return this.#stores.metadata.deleteVersion(model, version);
  }

  /** Registers a model that was made elsewhere, and points an alias to it when one is given. The same file gives the same version. */
  async import(
    name: string,
    content: ModelContent,
    { alias, by = null }: { alias?: string; by?: string | null } = {},
  ): Promise<ModelVersionRecord> {
    const { metadata, artifacts } = this.#stores;
    const { digest } = await saveModel(artifacts, content);
    const version = await metadata.registerVersion({ model: name, artifact: digest, evaluation: null, runId: null });
    if (alias !== undefined) await metadata.deploy({ model: name, alias, version: version.version, runId: null, reason: 'imported', by });
    return version;
  }
}

function newestFirst(versions: readonly ModelVersionRecord[]): readonly ModelVersionRecord[] {
  return [...versions].sort((one, other) => other.version - one.version);
}
