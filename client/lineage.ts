import { LeatError } from '../core/errors.js';
import { parseModelReference } from '../core/model/model-reference.js';
import type { Digest } from '../stores/artifacts/artifact-store.js';
import type { LineageEdge, MetadataStore } from '../stores/metadata/metadata-store.js';

/** An artifact by the stage that made it, with what is on its other side: its origins, or its results. */
export interface LineageNode {
  readonly artifact: Digest;
  /** Null for an artifact that no stage made, such as an imported model. */
  readonly kind: string | null;
  readonly stage: string | null;
  /** One of the runs in which that stage made it of the same inputs. */
  readonly runId: string | null;
  readonly runs: number;
  /** Empty at the end, and where the artifact is told in full elsewhere. */
  readonly links: readonly LineageNode[];
}

export interface ArtifactLineage {
  readonly artifact: Digest;
  /** `name:version` of the models that it is registered as. */
  readonly versions: readonly string[];
  /** How it was made, back to the sources. */
  readonly origins: readonly LineageNode[];
  /** What was made of it, and of that. */
  readonly results: readonly LineageNode[];
}

/**
 * Where an artifact came from, and what came of it.
 *
 * @param reference - A digest, an unambiguous beginning of one with or without `sha256:`, or a model as `name:version`.
 * @throws LeatError `ARTIFACT_UNKNOWN`, `ARTIFACT_AMBIGUOUS` or `MODEL_VERSION_UNKNOWN`
 */
export async function readLineage(reference: string, metadata: MetadataStore): Promise<ArtifactLineage> {
  const artifact = await findArtifact(reference, metadata);
  return {
    artifact,
    versions: await versionsOf(artifact, metadata),
    origins: await originsOf(artifact, metadata, new Set()),
    results: await resultsOf(artifact, metadata, new Set()),
  };
}

async function findArtifact(reference: string, metadata: MetadataStore): Promise<Digest> {
  if (!/^(sha256:)?[0-9a-f]*$/.test(reference)) return modelArtifact(reference, metadata);
  const [found, another] = await metadata.findArtifacts(reference.startsWith('sha256:') ? reference : `sha256:${reference}`);
  if (found === undefined) {
    const message = `artifact "${reference}": no stage made one whose digest begins so; "leat show" lists those of a run with --json`;
    throw new LeatError('ARTIFACT_UNKNOWN', message, { details: { artifact: reference } });
  }
  if (another !== undefined) {
    throw new LeatError('ARTIFACT_AMBIGUOUS', `artifact "${reference}": ${found} and ${another} begin so; give more of the digest`);
  }
  return found;
}

async function modelArtifact(text: string, metadata: MetadataStore): Promise<Digest> {
  const reference = parseModelReference(text);
  const { name } = reference;
  const version =
    'alias' in reference ? await metadata.versionByAlias(name, reference.alias) : await metadata.version(name, reference.version);
  if (version !== null) return version.artifact;
  throw new LeatError('MODEL_VERSION_UNKNOWN', `no version "${text}" of a model is registered; "leat models list" has the models`);
}

async function versionsOf(artifact: Digest, metadata: MetadataStore): Promise<string[]> {
  const models = await metadata.models();
  const versions = (await Promise.all(models.map(({ name }) => metadata.versions(name)))).flat();
  return versions.filter((version) => version.artifact === artifact).map(({ model, version }) => `${model}:${String(version)}`);
}

async function originsOf(artifact: Digest, metadata: MetadataStore, told: Set<Digest>): Promise<LineageNode[]> {
  const isTold = told.has(artifact);
  told.add(artifact);
  const { madeBy } = await metadata.lineage(artifact);
  if (madeBy.length === 0) return [{ artifact, kind: null, stage: null, runId: null, runs: 0, links: [] }];
  const nodes: LineageNode[] = [];
  for (const { stage, runIds, inputs, kind } of makings(madeBy)) {
    const links: LineageNode[] = [];
    // A stage such as validate may give on what it takes: that is told beside it, not below it.
    const others = isTold ? [] : inputs.filter((input) => input !== artifact);
    for (const input of others) links.push(...(await originsOf(input, metadata, told)));
    nodes.push({ artifact, kind, stage, runId: runIds[0] ?? null, runs: runIds.length, links });
  }
  return nodes;
}

async function resultsOf(artifact: Digest, metadata: MetadataStore, told: Set<Digest>): Promise<LineageNode[]> {
  if (told.has(artifact)) return [];
  told.add(artifact);
  const { usedBy } = await metadata.lineage(artifact);
  const nodes: LineageNode[] = [];
  for (const { stage, runIds, output, kind } of makings(usedBy)) {
    const links = await resultsOf(output, metadata, told);
    nodes.push({ artifact: output, kind, stage, runId: runIds[0] ?? null, runs: runIds.length, links });
  }
  return nodes;
}

interface Making {
  readonly stage: string;
  readonly runIds: readonly string[];
  readonly inputs: readonly Digest[];
  readonly output: Digest;
  readonly kind: string;
}

/** The same stage that made the same of the same is told once, however many runs did so. */
function makings(edges: readonly LineageEdge[]): readonly Making[] {
  const inRuns = new Map<string, Making>();
  for (const { runId, stage, input, output, kind } of edges) {
    const key = [runId, stage, output].join(' ');
    const inputs = [...(inRuns.get(key)?.inputs ?? []), ...(input === null ? [] : [input])];
    inRuns.set(key, { stage, runIds: [runId], inputs, output, kind });
  }
  const made = new Map<string, Making>();
  for (const making of inRuns.values()) {
    const key = [making.stage, making.output, ...making.inputs].join(' ');
    made.set(key, { ...making, runIds: [...(made.get(key)?.runIds ?? []), ...making.runIds] });
  }
  return [...made.values()];
}
