import { mkdir, mkdtemp, realpath, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/**
 * A project in a folder of its own, with these files; it finds the packages that Leat itself has.
 *
 * @returns Its absolute path.
 */
export async function createProject(files: Readonly<Record<string, string>>): Promise<string> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'leat-project-')));
  await mkdir(join(root, 'node_modules'));
  await symlink(resolve('node_modules/zod'), join(root, 'node_modules/zod'));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  }
  return root;
}
