import { pathToFileURL } from 'node:url';
import type { Config } from '../config/config.js';
import { installBundle } from '../config/install-bundle.js';
import { secretsFrom } from '../config/environment.js';
import type { NetworkPolicy } from '../core/network-policy.js';
import type { GraphRunner } from '../core/onnx/graph-runner.js';
import type { TreeKernels } from '../core/trainers/trees/kernel.js';
import type { ArtifactStore } from '../stores/artifacts/artifact-store.js';
import { openArtifactStore } from '../stores/artifacts/open-artifact-store.js';
import type { MetadataStore } from '../stores/metadata/metadata-store.js';
import { openMetadataStore } from '../stores/metadata/open-metadata-store.js';
import { createTreeKernels } from '../kernel/tree-kernels.js';
import type { Log } from './log.js';
import { NativeWork } from './native-work.js';

/** What a compute thread is told when it starts: plain data, since it crosses a thread. */
export interface ThreadSettings {
  readonly root: string;
  readonly artifacts: string;
  readonly metadata: string;
  readonly dataRoots: readonly string[];
  readonly network: NetworkPolicy;
  readonly logLevel: string;
}

export function threadSettings({ root, stores, data, network, log }: Config): ThreadSettings {
  return { root, artifacts: stores.artifacts, metadata: stores.metadata, dataRoots: data.roots, network, logLevel: log };
}

/** Opened once a thread and kept: stores, ONNX Runtime, secrets. */
export interface ThreadServices {
  readonly settings: ThreadSettings;
  readonly artifacts: ArtifactStore;
  readonly metadata: MetadataStore;
  readonly graphs: GraphRunner;
  readonly trees: TreeKernels;
  readonly log: Log;
  readonly native: NativeWork;
  secret(name: string): string;
  /** Loads bundled code; the module system keeps it, so a digest is loaded once. */
  importBundle(digest: string, code: () => Promise<string>): Promise<Readonly<Record<string, unknown>>>;
}

export async function openThreadServices(settings: ThreadSettings, log: Log, native = new NativeWork()): Promise<ThreadServices> {
  const installed = new Map<string, Promise<string>>();
  const install = async (digest: string, code: () => Promise<string>): Promise<string> =>
    installBundle(settings.root, { digest, code: await code() });
  const metadata = openMetadataStore(settings.metadata);
  await metadata.migrate();
  return {
    settings,
    log,
    native,
    artifacts: await openArtifactStore(settings.artifacts),
    metadata,
    graphs: graphsOf(native),
    trees: createTreeKernels(),
    secret: secretsFrom(process.env),
    async importBundle(digest, code) {
      let path = installed.get(digest);
      if (path === undefined) installed.set(digest, (path = install(digest, code)));
      return (await import(pathToFileURL(await path).href)) as Readonly<Record<string, unknown>>; // a module's namespace
    },
  };
}

function graphsOf(native: NativeWork): GraphRunner {
  return {
    async open(model) {
      // Loaded by the first graph: a thread that runs none does not pay for it.
      const session = await native.during(async () => (await import('../inference/graph-runner.js')).createGraphRunner().open(model));
      return {
        inputs: session.inputs,
        outputs: session.outputs,
        run: (feeds, outputs) => native.during(() => session.run(feeds, outputs)),
        close: () => native.during(() => session.close()),
      };
    },
  };
}
