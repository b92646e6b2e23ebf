import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import type { Pipeline } from '../core/pipeline/define-pipeline.js';
import { LeatError } from '../core/errors.js';
import { createTreeKernels } from '../kernel/tree-kernels.js';
import { digestOf } from '../stores/artifacts/digest.js';
import { MemoryArtifactStore } from '../stores/artifacts/memory-artifact-store.js';
import { openMetadataStore } from '../stores/metadata/open-metadata-store.js';
import { createLog } from '../worker/log.js';
import { NativeWork } from '../worker/native-work.js';
import type { PipelineSource } from '../worker/pipeline-source.js';
import type { ThreadServices } from '../worker/thread-services.js';
import { nameModules } from './name-modules.js';

export interface Surroundings {
  /** Folders that sources read files from; the current one when left out. */
  readonly dataRoots?: readonly string[];
  /** Values of secrets by name. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Addresses and hosts that are not public, and that HTTP sources may reach; this machine when left out. */
  readonly network?: readonly string[];
  /** What of a run is logged; nothing when left out. */
  readonly log?: 'debug' | 'info' | 'warn' | 'error' | 'silent';
}

export interface MemoryServices extends ThreadServices {
  /** The pipelines as planning finds them. */
  readonly sources: readonly PipelineSource[];
  close(): Promise<void>;
}

/** What a compute thread has, in this thread and in memory: gone with the object. */
export async function openMemoryServices(
  pipelines: readonly Pipeline[],
  { dataRoots = ['.'], secrets = {}, network = ['127.0.0.0/8', '::1'], log: logLevel = 'silent' }: Surroundings,
): Promise<MemoryServices> {
  const metadata = openMetadataStore('sqlite::memory:');
  await metadata.migrate();
  const modules = new Map(pipelines.map((pipeline) => [digestOf(new TextEncoder().encode(randomUUID())), nameModules(pipeline)]));
  const roots = dataRoots.map((folder) => resolve(folder));
  return {
    settings: { root: process.cwd(), artifacts: 'memory', metadata: 'memory', dataRoots: roots, network: { allow: network }, logLevel },
    log: createLog(logLevel),
    artifacts: new MemoryArtifactStore(),
    metadata,
    // Loaded by the first graph: a run without one does not wait for it.
    graphs: { open: async (model) => (await import('../inference/graph-runner.js')).createGraphRunner().open(model) },
    trees: createTreeKernels(),
    native: new NativeWork(),
    secret(name) {
      const value = secrets[name];
      if (value !== undefined) return value;
      throw new LeatError('SECRET_MISSING', `expected a secret "${name}" among those of the test, got none`, { details: { secret: name } });
    },
    importBundle: (digest) => Promise.resolve({ pipeline: modules.get(digest as `sha256:${string}`) }), // only digests of this map are asked for
    sources: [...modules].map(([digest]) => ({ kind: 'module', file: 'test', code: '', digest, modules: {} })),
    close: () => metadata.close(),
  };
}
