import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export interface FoundPackage {
  readonly folder: string;
  readonly name: string;
  readonly version: string;
}

/** The package that an import of this name in this folder means, as Node looks for it; undefined when there is none. */
export async function findPackage(name: string, from: string): Promise<FoundPackage | undefined> {
  return firstAbove(from, (folder) => readPackage(join(folder, 'node_modules', name)));
}

/** The package that a file in this folder belongs to. */
export async function owningPackage(from: string): Promise<FoundPackage | undefined> {
  return firstAbove(from, readPackage);
}

async function firstAbove<T>(folder: string, find: (folder: string) => Promise<T | undefined>): Promise<T | undefined> {
  const found = await find(folder);
  const above = dirname(folder);
  return found !== undefined || above === folder ? found : firstAbove(above, find);
}

async function readPackage(folder: string): Promise<FoundPackage | undefined> {
  const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const { name, version = '' } = JSON.parse(text) as { name?: string; version?: string }; // npm holds packages to this form
  return name === undefined ? undefined : { folder, name, version };
}
