import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { buildFailure } from './build-failure.js';
import { declaringModules, moduleOf } from './declaring-modules.js';
import { findPipelineFiles, type Project } from './find-pipeline-files.js';
import { digestModules, sha256 } from './digest-modules.js';

export interface PipelineBundle {
  /** Relative to the project, with forward slashes. */
  readonly file: string;
  readonly code: string;
  /** Of the code: the same digest is the same program. */
  readonly digest: string;
  /** By relative path, the digest of each module together with everything that it imports. */
  readonly moduleDigests: Readonly<Record<string, string>>;
}

interface Bundled {
  readonly bundles: readonly PipelineBundle[];
  /** Time and size of every file that went in, by absolute path. */
  readonly inputs: ReadonlyMap<string, string>;
  readonly files: string;
}

const bundled = new Map<string, Bundled>();

/**
 * Bundles every pipeline module of a project, helpers included and packages left out. Asking again
 * while no file has changed costs a look at each of them.
 *
 * @throws LeatError `PIPELINE_INVALID` with file, line and column of a syntax error or unknown import.
 */
export async function bundlePipelines(project: Project): Promise<readonly PipelineBundle[]> {
  const { modules } = await findPipelineFiles(project);
  const files = modules.join('\n');
  const known = bundled.get(project.root);
  if (known?.files === files && (await isUnchanged(known))) return known.bundles;
  const { bundles, inputs } = await build(project.root, modules);
  bundled.set(project.root, { bundles, files, inputs });
  return bundles;
}

async function build(root: string, modules: readonly string[]): Promise<Omit<Bundled, 'files'>> {
  if (modules.length === 0) return { bundles: [], inputs: new Map() };
  const esbuild = await import('esbuild'); // loaded by those who bundle, not by whoever imports this
  const startedAt = Date.now();
  const { outputFiles, metafile } = await esbuild
    .build({
      absWorkingDir: root,
      entryPoints: [...modules],
      outdir: '.',
      outbase: '.',
      outExtension: { '.js': '.mjs' },
      bundle: true,
      write: false,
      metafile: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      packages: 'external',
      sourcemap: 'inline',
      logLevel: 'silent',
      plugins: [declaringModules],
    })
    .catch((error: unknown) => {
      throw buildFailure('PIPELINE_INVALID', error);
    });
}

async function isUnchanged({ inputs }: Bundled): Promise<boolean> {
  const stamps = await Promise.all([...inputs].map(async ([path, stamp]) => (await stampOf(path)) === stamp));
  return stamps.every(Boolean);
}

async function stampOf(path: string): Promise<string> {
  const { mtimeMs, size } = await stat(path).catch(() => ({ mtimeMs: 0, size: -1 }));
  return `${String(mtimeMs)} ${String(size)}`;
}
