import { builtInDeclarations } from '../activities/stages.js';
import { stagesDeclaredIn } from '../config/declaring-modules.js';
import type { StageDeclaration } from '../core/pipeline/define-stage.js';
import type { PipelineFile, PipelineSource } from './pipeline-source.js';
import type { ThreadServices } from './thread-services.js';

/** A stage that the project's code declares, and the bundle that has it. */
export interface ProjectStage {
  readonly declaration: StageDeclaration;
  readonly bundle: PipelineSource;
}

/**
 * The stages that the project's modules declare, by name: a pipeline as JSON uses them like built-in ones, which keep
 * their names. A name that two modules declare means neither, and says so by its `rivals`.
 */
export async function projectStages(
  files: readonly PipelineFile[],
  { importBundle }: Pick<ThreadServices, 'importBundle'>,
): Promise<ReadonlyMap<string, ProjectStage>> {
  const found = new Map<string, ProjectStage>();
  for (const bundle of files) {
    if (bundle.kind !== 'module') continue;
    const module = await importBundle(bundle.digest, () => Promise.resolve(bundle.code)).catch(() => ({})); // who runs a pipeline of it is told why
    for (const declaration of stagesDeclaredIn(module)) {
      const { name } = declaration;
      const known = found.get(name)?.declaration;
      if (known === undefined) found.set(name, { declaration, bundle });
      else if (!modulesOf(known).includes(declaration.module ?? ''))
        found.set(name, { declaration: { ...known, rivals: [...modulesOf(known), ...modulesOf(declaration)] }, bundle });
    }
  }
  for (const name of builtInDeclarations.keys()) found.delete(name);
  return found;
}

function modulesOf({ module = '', rivals = [module] }: StageDeclaration): readonly string[] {
  return rivals;
}

/** What a pipeline as JSON may use. */
export function declarationsWith(stages: ReadonlyMap<string, ProjectStage>): ReadonlyMap<string, StageDeclaration> {
  return new Map([...builtInDeclarations, ...[...stages].map(([name, { declaration }]) => [name, declaration] as const)]);
}
