import type { ArtifactStore, Digest } from './artifacts/artifact-store.js';
import { leadsTo } from './artifacts/leads-to.js';
import type { MetadataStore } from './metadata/metadata-store.js';

export interface Cleaning {
  /** What was put or used since stays: a running stage records its outputs only when it has all of them. */
  readonly olderThanMs: number;
  /** Count, and delete nothing. */
  readonly dryRun?: boolean;
}

/** What was deleted, or would be. */
export interface Cleaned {
  readonly artifacts: number;
  readonly bytes: number;
}

/**
 * Deletes what no record leads to and nobody used for a while: mark and sweep, beside running work. An artifact
 * store belongs to one metadata store: what another one refers to would be lost.
 */
export async function cleanArtifacts(
  { artifacts, metadata }: { artifacts: ArtifactStore; metadata: MetadataStore },
  { olderThanMs, dryRun = false }: Cleaning,
): Promise<Cleaned> {
  // Before the marking: what is recorded while that goes on was put or touched since.
  const since = new Date(Date.now() - olderThanMs);
  const marked = await mark(artifacts, metadata);
  let [count, bytes] = [0, 0];
  for await (const digest of artifacts.list()) {
    if (marked.has(digest)) continue;
    const usage = await artifacts.usage(digest);
    if (usage === null || usage.usedAt >= since) continue;
    if (!dryRun && !(await artifacts.deleteUnused(digest, since))) continue;
    count += 1;
    bytes += usage.sizeBytes;
  }
  return { artifacts: count, bytes };
}

/** Everything that the records name, and all that this leads to. */
async function mark(artifacts: ArtifactStore, metadata: MetadataStore): Promise<ReadonlySet<Digest>> {
  const marked = new Set<Digest>();
  const open: Digest[] = [];
  const add = (digest: Digest): void => {
    if (marked.has(digest)) return;
    marked.add(digest);
    open.push(digest);
  };
  for await (const digest of metadata.references()) add(digest);
  const leaves = new Set<Digest>(); // not opened: parts and graphs are most of the bytes
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { documents, bytes } = await leadsTo(artifacts, next);
    documents.forEach(add);
    for (const digest of bytes) leaves.add(digest);
  }
  for (const digest of leaves) marked.add(digest);
  return marked;
}
