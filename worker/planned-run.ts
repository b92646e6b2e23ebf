import { LeatError } from '../core/errors.js';
import type { StageUse } from '../core/pipeline/define-stage.js';
import type { Kind, ListKind } from '../core/pipeline/kinds.js';
import type { OutputReference, PlannedStage } from '../core/pipeline/plan.js';
import { plannedRunSchema, type PlannedRun } from '../core/pipeline/planned-run.js';
import type { ArtifactStore } from '../stores/artifacts/artifact-store.js';
import { readDocument } from '../stores/artifacts/documents.js';

/** A planned run as stages look things up in it. */
export class LoadedRun {
  readonly planned: PlannedRun;
  readonly #stages: ReadonlyMap<string, PlannedStage>;
  #uses: Promise<ReadonlyMap<string, StageUse>> | undefined;

  constructor(planned: PlannedRun) {
    this.planned = planned;
    this.#stages = new Map(planned.plan.stages.map((stage) => [stage.name, stage]));
  }

  /** Stages of the plan: what keeping it costs. */
  get size(): number {
    return this.#stages.size;
  }

  /** @throws LeatError `STAGE_UNKNOWN` */
  stage(name: string): PlannedStage {
    const stage = this.#stages.get(name);
    if (stage === undefined) throw new LeatError('STAGE_UNKNOWN', `the plan has no stage "${name}"`, { details: { stage: name } });
    return stage;
  }

  /** Which kind of artifact a wired output is: what the stage that makes it declares. */
  kindOf({ $from, output }: OutputReference): Kind | ListKind {
    const kind = this.stage($from).outputs[output];
    if (kind === undefined) throw new Error(`invariant: a plan wires only declared outputs, got "${output}" of "${$from}"`);
    return kind;
  }

  /** The live declarations behind the plan, built once: with a thousand stages it costs milliseconds. */
  uses(build: () => Promise<ReadonlyMap<string, StageUse>>): Promise<ReadonlyMap<string, StageUse>> {
    return (this.#uses ??= build());
  }
}

/** Plans are read by every stage of a run, and never change: the last ones are kept, up to so many stages in all. */
const kept = new Map<string, LoadedRun>();
const KEPT_STAGES = 2_000;

export async function loadPlannedRun(digest: string, artifacts: ArtifactStore): Promise<LoadedRun> {
  const known = kept.get(digest);
  if (known !== undefined) return known;
  const loaded = new LoadedRun(plannedRunSchema.parse(await readDocument(artifacts, digest)));
  kept.set(digest, loaded);
  let stages = [...kept.values()].reduce((sum, { size }) => sum + size, 0);
  for (const [oldest, { size }] of kept) {
    if (stages <= KEPT_STAGES || oldest === digest) break;
    kept.delete(oldest);
    stages -= size;
  }
  return loaded;
}
