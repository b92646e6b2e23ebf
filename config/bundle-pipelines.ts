import { stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { messageOf } from '../core/errors.js';
import { buildFailure } from './build-failure.js';
import { declaringModules, isStandIn } from './declaring-modules.js';
import { digestModules, sha256, type ModuleGraph } from './digest-modules.js';
import { findPipelineFiles, type Project } from './find-pipeline-files.js';

export interface PipelineBundle {
  /** Relative to the project, with forward slashes. */
  readonly file: string;
  readonly code: string;
  /** Of the code: the same digest is the same program. */
  readonly digest: string;
  /** By relative path, each module that may declare a stage, together with everything that it imports. */
  readonly modules: Readonly<Record<string, ModuleGraph>>;
}

/** A pipeline file of which nothing can be had. */
export interface BrokenFile {
  readonly file: string;
  /** With the place in the file where it is known. */
  readonly message: string;
}

export interface PipelineBundles {
  readonly bundles: readonly PipelineBundle[];
  readonly broken: readonly BrokenFile[];
}

interface Build extends PipelineBundles {
  /** When and how large each file was that went in, by path. */
  readonly stamps: ReadonlyMap<string, string>;
}

const lastBuilds = new Map<string, Build>();

/**
 * Bundles every pipeline module of a project, helpers included and packages left out. Asking again
 * while no file has changed costs a look at each of them. A file that cannot be built keeps no other
 * one from it: it is named with line and column of its syntax error or unknown import.
 */
export async function bundlePipelines(project: Project): Promise<PipelineBundles> {
  const { root } = project;
  const { modules } = await findPipelineFiles(project);
  if (modules.length === 0) return { bundles: [], broken: [] };
  const key = [root, ...modules].join('\n');
  const last = lastBuilds.get(key);
  if (last !== undefined && (await isUnchanged(root, last))) return last;
  try {
    const build = await buildModules(root, modules);
    lastBuilds.set(key, build);
    return build;
  } catch {
    // Not kept: esbuild does not tell which files went into a build that failed.
    return buildApart(root, modules);
  }
}

async function buildApart(root: string, modules: readonly string[]): Promise<PipelineBundles> {
  const builds = await Promise.allSettled(modules.map((module) => buildModules(root, [module])));
  return {
    bundles: builds.flatMap((build) => (build.status === 'fulfilled' ? build.value.bundles : [])),
    broken: modules.flatMap((file, index) => {
      const build = builds[index];
      return build?.status === 'rejected' ? [{ file, message: messageOf(build.reason) }] : [];
    }),
  };
}

async function buildModules(root: string, modules: readonly string[]): Promise<Build> {
  const startedAt = Date.now();
  const { outputFiles, metafile } = await runEsbuild(root, modules);
  const graphs = await digestModules(root, metafile);
  const inputs = Object.keys(metafile.inputs).filter((input) => !isStandIn(input));
  const bundles = outputFiles.map(({ path, text }): PipelineBundle => {
    const output = relative(root, path).split(sep).join('/');
    const { entryPoint: file = output, inputs: parts = {} } = metafile.outputs[output] ?? {};
    const own = Object.entries(graphs).filter(([module]) => module in parts);
    return { file, code: text, digest: sha256(text), modules: Object.fromEntries(own) };
  });
  return {
    bundles: bundles.sort((one, other) => modules.indexOf(one.file) - modules.indexOf(other.file)),
    broken: [],
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
