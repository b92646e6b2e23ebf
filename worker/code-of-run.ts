import { LeatError } from '../core/errors.js';
import { requireDigest } from '../stores/artifacts/digest.js';
import type { PipelineFile, PipelineSource } from './pipeline-source.js';
import type { PlannedRun } from '../core/pipeline/planned-run.js';
import { loadPlannedRun } from './planned-run.js';
import { recordedRun } from './recorded-run.js';
import type { ThreadServices } from './thread-services.js';

/** What pipelines are built by: the project's present code, or that of an earlier run. */
export interface ProjectCode {
  readonly sources: readonly PipelineFile[];
  /** Asked for beside the rest of planning, which does not depend on it. */
  readonly commit: PlannedRun['commit'] | Promise<PlannedRun['commit']>;
}

/**
 * The code of an earlier run, from the artifact that it is.
 *
 * @throws LeatError `RUN_UNKNOWN`, `CODE_UNKNOWN` or `ARTIFACT_MISSING`
 */
export async function codeOfRun(id: string, services: ThreadServices): Promise<ProjectCode> {
  const { plan } = await recordedRun(id, services);
  const { code, specification, moduleDigests, moduleParts, commit } = (await loadPlannedRun(plan, services.artifacts)).planned;
  const digest = code ?? specification;
  if (digest === null)
    throw new LeatError('CODE_UNKNOWN', `run ${id} was planned by a version of Leat that did not keep its specification`);
  const content = await services.artifacts.get(requireDigest(digest));
  const modules = Object.entries(moduleDigests).map(([module, of]) => [module, { digest: of, parts: moduleParts[module] ?? {} }] as const);
  const source: PipelineSource = {
    kind: code === null ? 'specification' : 'module',
    file: `run ${id}`,
    digest,
    code: new TextDecoder().decode(content),
    modules: Object.fromEntries(modules),
  };
  return { sources: [source], commit };
}
