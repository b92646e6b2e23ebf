import { LeatError } from '../errors.js';
import type { Pipeline } from './define-pipeline.js';
import { outputKinds, type StageUse } from './define-stage.js';
import { isHandle, type Handle } from './handle.js';
import { parseParams } from './parse-params.js';
import { planSchema, type OutputReference, type Plan, type PlannedStage } from './plan.js';
import { policyOf } from './policies.js';
import { requireSmallParams } from './require-small-params.js';

/** A plan, and the live declarations behind its stages: a user's stage carries its code there. */
export interface MadePlan {
  readonly plan: Plan;
  readonly uses: ReadonlyMap<string, StageUse>;
}

/**
 * Fills a pipeline's parameters in and collects every stage that its outputs depend on, each behind
 * its inputs, in the order in which `build` wired them.
 *
 * @throws LeatError `PARAMETER_INVALID`, `STAGE_NAME_DUPLICATE`, `STAGE_OUTPUT_INVALID`, and what stages refuse.
 */
export function makePlan(pipeline: Pipeline, given: Readonly<Record<string, unknown>>): MadePlan {
  requireSmallParams(pipeline.name, given);
  const params = parseParams(pipeline.params, given, `pipeline "${pipeline.name}"`);
  const outputs = pipeline.build(params);
  const uses = new Map<string, StageUse>();
  for (const [name, handle] of Object.entries(outputs)) {
    if (!isHandle(handle)) {
      throw new LeatError(
        'PIPELINE_INVALID',
        `pipeline "${pipeline.name}", output "${name}": expected a stage's output, got ${typeof handle}`,
      );
    }
    collect(handle.use, uses);
  }
  const plan = {
    leat: 1,
    pipeline: pipeline.name,
    params,
    concurrency: pipeline.concurrency,
    ...(pipeline.onFailure === undefined ? {} : { onFailure: pipeline.onFailure }),
    ...(pipeline.onDegraded === undefined ? {} : { onDegraded: pipeline.onDegraded }),
    stages: [...uses.values()].map(plannedStage),
    outputs: Object.fromEntries(Object.entries(outputs).map(([name, handle]) => [name, referenceTo(handle)])),
  };
  return { plan: deepFreeze(planSchema.parse(plan)), uses };
}

/** Depth first with a stack of its own: a plan may be a chain of thousands. */
function collect(root: StageUse, uses: Map<string, StageUse>): void {
  const open: { use: StageUse; inputs: Iterator<StageUse> }[] = [];
  const enter = (use: StageUse): void => {
    const known = uses.get(use.name) ?? open.find((entry) => entry.use.name === use.name)?.use;
    if (known === use) return;
    if (known !== undefined) {
      throw new LeatError('STAGE_NAME_DUPLICATE', `two stages are named "${use.name}": give one another name by { as: '…' }`, {
        details: { stage: use.name },
      });
    }
    open.push({ use, inputs: inputUses(use) });
  };
  enter(root);
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const next = top.inputs.next();
    if (next.done === true) {
      open.pop();
      uses.set(top.use.name, top.use);
    } else enter(next.value);
  }
}

function inputUses(use: StageUse): Iterator<StageUse> {
  return [...Object.values(use.inputs).flat(), ...(use.options.after ?? [])].map((handle: Handle) => handle.use).values();
}

function plannedStage(use: StageUse): PlannedStage {
  const { name, declaration, inputs, params, options } = use;
  const execution = use.map ?? declaration.execution?.(params); // its own parameters, checked when it was used
  const wired = Object.entries(inputs).map(([input, given]): [string, OutputReference | OutputReference[]] => [
    input,
    isHandle(given) ? referenceTo(given) : given.map(referenceTo),
  ]);
  return {
    name,
    stage: declaration.name,
    version: declaration.version,
    ...(declaration.module === undefined ? {} : { module: declaration.module }),
    inputs: Object.fromEntries(wired),
    ...(options.after === undefined ? {} : { after: [...new Set(options.after.map((handle) => handle.use.name))] }),
    outputs: outputKinds(use),
    params: asJson(params),
    policy: policyOf(declaration.work ?? 'compute', options),
    ...(execution === undefined ? {} : { execution }),
  };
}

/** Parameters travel as JSON: what JSON drops (undefined, class instances' methods) is dropped here, before keys are computed. */
function asJson(params: unknown): PlannedStage['params'] {
  return JSON.parse(JSON.stringify(params)) as PlannedStage['params']; // JSON.parse gives JSON
}

function referenceTo({ use, output }: Handle): OutputReference {
  return { $from: use.name, output };
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}
