import type { Plan } from '../core/pipeline/plan.js';
import type { PlannedRun } from '../core/pipeline/planned-run.js';
import type { PipelineFile, PipelineSource } from './pipeline-source.js';
import { projectStages } from './project-stages.js';
import type { ThreadServices } from './thread-services.js';

/** The code that a run is by. */
export interface RunCode {
  readonly parts: Pick<PlannedRun, 'code' | 'specification' | 'stageCode' | 'moduleDigests' | 'moduleParts'>;
  /** What has to be stored, so that workers and later runs find it. */
  readonly sources: readonly PipelineSource[];
}

/** A module's pipeline has all its code with it; one that is JSON takes that of the project's own stages from their bundles. */
export async function runCode(
  { plan, source }: { plan: Plan; source: PipelineSource },
  files: readonly PipelineFile[],
  services: Pick<ThreadServices, 'importBundle'>,
): Promise<RunCode> {
  if (source.kind === 'module') {
    const parts = { code: source.digest, specification: null, stageCode: {}, ...graphParts(Object.entries(source.modules)) };
    return { parts, sources: [source] };
  }
  const bundles = await stageBundles(plan, files, services);
  const graphs = [...bundles].flatMap(([module, { modules }]) => Object.entries(modules).filter(([name]) => name === module));
  const stageCode = Object.fromEntries([...bundles].map(([module, { digest }]) => [module, digest]));
  const parts = { code: null, specification: source.digest, stageCode, ...graphParts(graphs) };
  return { parts, sources: [source, ...new Set(bundles.values())] };
}

/** By module. */
async function stageBundles(
  { stages }: Plan,
  files: readonly PipelineFile[],
  services: Pick<ThreadServices, 'importBundle'>,
): Promise<ReadonlyMap<string, PipelineSource>> {
  const own = stages.filter(({ module }) => module !== undefined);
  if (own.length === 0) return new Map();
  const known = await projectStages(files, services);
  return new Map(
    own.flatMap(({ stage, module = '' }) => {
      const bundle = known.get(stage)?.bundle;
      return bundle === undefined ? [] : [[module, bundle] as const];
    }),
  );
}

function graphParts(
  graphs: readonly [module: string, graph: PipelineSource['modules'][string]][],
): Pick<PlannedRun, 'moduleDigests' | 'moduleParts'> {
  return {
    moduleDigests: Object.fromEntries(graphs.map(([module, graph]) => [module, graph.digest])),
    moduleParts: Object.fromEntries(graphs.map(([module, graph]) => [module, graph.parts])),
  };
}
