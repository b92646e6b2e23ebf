import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundlePipelines } from '../config/bundle-pipelines.js';
import type { Config } from '../config/config.js';
import { sha256 } from '../config/digest-modules.js';
import { findPipelineFiles } from '../config/find-pipeline-files.js';
import type { PipelineFile, PipelineSource } from './pipeline-source.js';

/** The project's pipelines as they stand in its files now: a change is seen by the next run, without a restart. */
export class PipelineCatalogue {
  readonly #project: { readonly root: string; readonly globs: readonly string[] };

  constructor({ root, pipelines }: Pick<Config, 'root' | 'pipelines'>) {
    this.#project = { root, globs: pipelines };
  }

  async sources(): Promise<readonly PipelineFile[]> {
    const { bundles, broken } = await bundlePipelines(this.#project);
    const { specifications } = await findPipelineFiles(this.#project);
    const texts = specifications.map(async (file): Promise<PipelineSource> => {
      const code = await readFile(join(this.#project.root, file), 'utf8');
      return { kind: 'specification', file, digest: sha256(code), code, modules: {} };
    });
    return [
      ...bundles.map((bundle): PipelineSource => ({ kind: 'module', ...bundle })),
      ...(await Promise.all(texts)),
      ...broken.map((file) => ({ kind: 'broken' as const, ...file })),
    ];
  }
}
