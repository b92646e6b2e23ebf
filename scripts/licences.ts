import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

export interface PackageLicence {
  readonly name: string;
  readonly version: string;
  /** As SPDX writes it; null where the package says nothing. */
  readonly licence: string | null;
  /** Whether users of Leat get it too. */
  readonly isShipped: boolean;
}

/** Those that ask nothing of whoever uses the package but to name its authors. */
const PERMISSIVE: ReadonlySet<string> = new Set([
  ...[
    '0BSD',
    'Apache-2.0',
    'BlueOak-1.0.0',
    'BSD-2-Clause',
    'BSD-3-Clause',
    'CC0-1.0',
    'ISC',
    'MIT',
    'MIT-0',
    'Python-2.0',
    'Unlicense',
    'WTFPL',
    'Zlib',
  ],
  'CC-BY-4.0', // data on browsers
]);

/** Packages that may be there all the same, each with the reason. */
const EXEMPT: Readonly<Record<string, string>> = {
  lightningcss: 'MPL-2.0: a part of vitest, not shipped, not changed',
};

/** Packages that say it in a file of their own only. */
const STATED: Readonly<Record<string, string>> = { unionfs: 'Unlicense' };

const lockFile = z.object({
  packages: z.record(z.string(), z.object({ version: z.string().optional(), license: z.string().optional(), dev: z.boolean().optional() })),
});
const manifest = z.object({ license: z.union([z.string(), z.object({ type: z.string() })]).optional() });

/** Every package of the lock file, by name. */
export function licencesOf(root: string): readonly PackageLicence[] {
  const { packages } = lockFile.parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')));
  return Object.entries(packages)
    .filter(([path]) => path.includes('node_modules/'))
    .map(([path, { version = '', license, dev = false }]) => {
      const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
      return { name, version, licence: license ?? declaredIn(join(root, path)) ?? STATED[name] ?? null, isShipped: !dev };
    })
    .sort((one, other) => one.name.localeCompare(other.name));
}

/** What may not be there: copyleft, or a licence that nobody has looked at. */
export function refusedOf(licences: readonly PackageLicence[]): readonly PackageLicence[] {
  return licences.filter(({ name, licence, isShipped }) => {
    const exempt = Object.keys(EXEMPT).find((known) => name === known || name.startsWith(`${known}-`));
    return !isPermissive(licence) && (isShipped || exempt === undefined);
  });
}

/** Of several to choose from one is enough; of several that hold together all. */
function isPermissive(licence: string | null): boolean {
  if (licence === null) return false;
  const choices = licence.replace(/^\((.*)\)$/, '$1').split(' OR ');
  return choices.some((choice) => choice.split(' AND ').every((each) => PERMISSIVE.has(each.replace(/[()]/g, ''))));
}

/** For packages of which the lock file does not say it. */
function declaredIn(folder: string): string | null {
  const path = join(folder, 'package.json');
  if (!existsSync(path)) return null;
  const { license } = manifest.parse(JSON.parse(readFileSync(path, 'utf8')));
  return (typeof license === 'object' ? license.type : license) ?? null;
}
