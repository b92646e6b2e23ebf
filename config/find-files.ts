import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Files that match one of the globs, relative to the root with forward slashes: those of the first glob first, sorted. Known: `**`, `*`, `?`, `{a,b}`. */
export async function findFiles(root: string, globs: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(
    globs.map(async (glob) => {
      const pattern = patternOf(glob);
      return (await filesBelow(root, fixedFolder(glob))).filter((path) => pattern.test(path)).sort();
    }),
  );
  return [...new Set(found.flat())];
}

async function filesBelow(root: string, folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
  const paths = entries.map(async (entry) => {
    if (!entry.isDirectory()) return [folder + entry.name];
    const hidden = entry.name === 'node_modules' || entry.name.startsWith('.');
    return hidden ? [] : await filesBelow(root, `${folder}${entry.name}/`);
  });
  return (await Promise.all(paths)).flat();
}

/** The folders at a glob's start that have no wildcard: only they are walked. */
function fixedFolder(glob: string): string {
  const segments = relative(glob).split('/').slice(0, -1);
  const wild = segments.findIndex((segment) => /[*?{]/.test(segment));
  const fixed = wild < 0 ? segments : segments.slice(0, wild);
  return fixed.map((segment) => `${segment}/`).join('');
}

function patternOf(glob: string): RegExp {
  const source = relative(glob).replace(/\*\*\/|\*|\?|\{[^}]*\}|[\\^$+.()|[\]]/g, (part) => {
    if (part === '**/') return '(?:[^/]+/)*';
    if (part === '*') return '[^/]*';
    if (part === '?') return '[^/]';
    if (part.startsWith('{')) return `(?:${part.slice(1, -1).split(',').map(escape).join('|')})`;
    return escape(part);
  });
  return new RegExp(`^${source}$`);
}

function relative(glob: string): string {
  return glob.replace(/^\.\//, '');
}

function escape(text: string): string {
  return text.replace(/[\\^$+.()|[\]]/g, '\\$&');
}
