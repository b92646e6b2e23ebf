import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import type { Metafile } from 'esbuild';
import { importerOf, isStandIn } from './declaring-modules.js';
import { findPackage, owningPackage } from './find-package.js';

/** A module with all that it imports. */
export interface ModuleGraph {
  readonly digest: string;
  /** What the digest is made of: files by path with their digests, packages by name with their versions. */
  readonly parts: Readonly<Record<string, string>>;
}

/**
 * The graph of every module of a bundle that may declare a stage: paths and contents of modules, names and
 * versions of packages. A helper that changes changes only those who import it.
 */
export async function digestModules(root: string, { inputs }: Metafile): Promise<Record<string, ModuleGraph>> {
  const modules = Object.keys(inputs).filter((input) => !isStandIn(input));
  const leat = await owningPackage(import.meta.dirname);
  const contents = new Map(await Promise.all(modules.map(async (path) => [path, sha256(await readFile(join(root, path)))] as const)));
  const graphOf = async (module: string): Promise<ModuleGraph> => {
    const { reached, packages } = closure(module, inputs);
    const files = reached.flatMap((path) => (contents.has(path) ? [[path, contents.get(path) ?? ''] as const] : []));
    const versions = packages.map(async (name) => {
      const found = name === leat?.name ? leat : await findPackage(name, dirname(join(root, module)));
      return [name, found?.version ?? ''] as const;
    });
    const named = await Promise.all(versions);
    const lines = [...files.map(([path, digest]) => `${path} ${digest}`), ...named.map(([name, version]) => `${name}@${version}`)];
    return { digest: sha256(lines.sort().join('\n')), parts: Object.fromEntries([...files, ...named]) };
  };
  const declaring = Object.keys(inputs).filter(isStandIn).map(importerOf);
  return Object.fromEntries(await Promise.all(declaring.map(async (module) => [module, await graphOf(module)] as const)));
}

export function sha256(content: string | Uint8Array): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

/** Every module that one reaches by imports, itself included, and the packages that any of them imports. */
function closure(module: string, inputs: Metafile['inputs']): { reached: readonly string[]; packages: readonly string[] } {
  const reached = new Set([module]);
  const packages = new Set<string>();
  for (const path of reached) {
    // A set that grows while it is walked is walked to its end.
    for (const { path: imported, external } of inputs[path]?.imports ?? []) {
      if (external !== true) reached.add(imported);
      else if (!isBuiltin(imported)) packages.add(packageOf(imported));
    }
  }
  return { reached: [...reached], packages: [...packages] };
}

function packageOf(imported: string): string {
  return imported.split('/', imported.startsWith('@') ? 2 : 1).join('/');
}
