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
  const { planned } = await loadPlannedRun(plan, services.artifacts);
  const { code, specification, stageCode, commit } = planned;
  const digest = code ?? specification;
  if (digest === null)
    throw new LeatError('CODE_UNKNOWN', `run ${id} was planned by a version of Leat that did not keep its specification`);
  const stored = async (kind: PipelineSource['kind'], of: string): Promise<PipelineSource> => ({
    kind,
    file: `run ${id}`,
    digest: of,
    code: new TextDecoder().decode(await services.artifacts.get(requireDigest(of))),
    modules: modulesOf(planned, of),
  });
  const pipeline = await stored(code === null ? 'specification' : 'module', digest);
  const bundles = await Promise.all([...new Set(Object.values(stageCode))].map((bundle) => stored('module', bundle)));
  return { sources: [pipeline, ...bundles], commit };
}

/** The graphs of a bundle's modules, as far as the run knows them. */
function modulesOf({ stageCode, moduleDigests, moduleParts }: PlannedRun, bundle: string): PipelineSource['modules'] {
  const own = Object.entries(moduleDigests).filter(([module]) => (stageCode[module] ?? bundle) === bundle);
  return Object.fromEntries(own.map(([module, digest]) => [module, { digest, parts: moduleParts[module] ?? {} }]));
}
