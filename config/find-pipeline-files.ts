import { findFiles } from './find-files.js';

/** What the globs of a project find: modules, to be bundled, and JSON specifications, to be parsed. Paths are relative. */
export async function findPipelineFiles({
  root,
  globs,
}: Project): Promise<{ modules: readonly string[]; specifications: readonly string[] }> {
  const files = await findFiles(root, globs);
  return {
    modules: files.filter((file) => /\.[cm]?[jt]s$/.test(file) && !/\.(?:d|test|spec)\.[cm]?[jt]s$/.test(file)),
    specifications: files.filter((file) => file.endsWith('.pipeline.json')),
  };
}

/** Where a project's pipelines are. */
export interface Project {
  readonly root: string;
  readonly globs: readonly string[];
}
