import { stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { buildFailure } from './build-failure.js';
import { declaringModules, isStandIn } from './declaring-modules.js';
import { digestModules, sha256 } from './digest-modules.js';
import { findPipelineFiles, type Project } from './find-pipeline-files.js';

export interface PipelineBundle {
  /** Relative to the project, with forward slashes. */
  readonly file: string;
  readonly code: string;
  /** Of the code: the same digest is the same program. */
  readonly digest: string;
  /** By relative path, the digest of each module together with everything that it imports. */
  readonly moduleDigests: Readonly<Record<string, string>>;
}

interface Build {
  readonly bundles: readonly PipelineBundle[];
  /** When and how large each file was that went in, by path. */
  readonly stamps: ReadonlyMap<string, string>;
}

const lastBuilds = new Map<string, Build>();

/**
 * Bundles every pipeline module of a project, helpers included and packages left out. Asking again
 * while no file has changed costs a look at each of them.
 *
 * @throws LeatError `PIPELINE_INVALID` with file, line and column of a syntax error or unknown import.
 */
export async function bundlePipelines(project: Project): Promise<readonly PipelineBundle[]> {
  const { root } = project;
  const { modules } = await findPipelineFiles(project);
  if (modules.length === 0) return [];
  const key = [root, ...modules].join('\n');
  const last = lastBuilds.get(key);
  if (last !== undefined && (await isUnchanged(root, last))) return last.bundles;
  const build = await buildModules(root, modules);
  lastBuilds.set(key, build);
  return build.bundles;
}

async function buildModules(root: string, modules: readonly string[]): Promise<Build> {
  const startedAt = Date.now();
  const { outputFiles, metafile } = await runEsbuild(root, modules);
  const moduleDigests = await digestModules(root, metafile);
  const inputs = Object.keys(metafile.inputs).filter((input) => !isStandIn(input));
  const bundles = outputFiles.map(({ path, text }): PipelineBundle => {
    const output = relative(root, path).split(sep).join('/');
    const { entryPoint: file = output, inputs: parts = {} } = metafile.outputs[output] ?? {};
    const own = Object.entries(moduleDigests).filter(([module]) => module in parts);
    return { file, code: text, digest: sha256(text), moduleDigests: Object.fromEntries(own) };
  });
  return {
    bundles: bundles.sort((one, other) => modules.indexOf(one.file) - modules.indexOf(other.file)),
    // A file saved while the build ran may not be the one that was read: it counts as changed.
    stamps: new Map(await Promise.all(inputs.map(async (path) => [path, await stampOf(join(root, path), startedAt)] as const))),
  };
}

async function runEsbuild(root: string, modules: readonly string[]) {
  const { build } = await import('esbuild'); // loaded by those who bundle, not by all who import this
  try {
    return await build({
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
    });
  } catch (error) {
    throw buildFailure('PIPELINE_INVALID', error);
  }
}

async function isUnchanged(root: string, { stamps }: Build): Promise<boolean> {
  const same = await Promise.all([...stamps].map(async ([path, stamp]) => (await stampOf(join(root, path))) === stamp));
  return same.every(Boolean);
}

async function stampOf(path: string, before = Infinity): Promise<string> {
  const { mtimeMs, size } = await stat(path).catch(() => ({ mtimeMs: 0, size: -1 }));
  return mtimeMs < before ? `${String(mtimeMs)} ${String(size)}` : 'changing';
}
