import { LeatError } from '../core/errors.js';
import { suggestName } from '../core/nearest-name.js';
import { compareRuns, differingStages, type RunComparison, type StageComparison } from '../core/pipeline/compare-runs.js';
import { explainStage, type StageExplanation } from '../core/pipeline/explain-stage.js';
import { plannedRunSchema } from '../core/pipeline/planned-run.js';
import type { RunFacts } from '../core/pipeline/run-facts.js';
import type { ArtifactStore } from '../stores/artifacts/artifact-store.js';
import { readDocument } from '../stores/artifacts/documents.js';
import type { MetadataStore, RunRecord } from '../stores/metadata/metadata-store.js';
import { readLineage, type ArtifactLineage } from './lineage.js';

/** Runs are looked through in pages of this size for an earlier one that has a stage. */
const PAGE = 20;
/** A stage that so many runs have not finished is not compared with an older one. */
const MOST_RUNS = 500;

/** Why stages ran, and how runs differ: read from what is recorded, without Temporal. */
export class Provenance {
  readonly #stores: { readonly metadata: MetadataStore; readonly artifacts: ArtifactStore };

  constructor(stores: { metadata: MetadataStore; artifacts: ArtifactStore }) {
    this.#stores = stores;
  }

  /**
   * Why a stage of a run was computed or adopted, beside the nearest earlier run of its pipeline.
   *
   * @throws LeatError `RUN_UNKNOWN` or `STAGE_UNKNOWN`
   */
  async explain(runId: string, name: string): Promise<StageExplanation> {
    const record = await this.#record(runId);
    const run = await this.#facts(record);
    const { stages } = run.planned.plan;
    const stage = stages.find((each) => each.name === name);
    if (stage === undefined) {
      const known = stages.map((each) => each.name);
      throw new LeatError(
        'STAGE_UNKNOWN',
        `run ${runId}: expected the name of one of its stages, got "${name}"; ${suggestName(name, known)}`,
        {
          details: { stage: name, known },
        },
      );
    }
    return explainStage({ run, stage, earlier: await this.#earlier(record, name) });
  }

  /** @throws LeatError `RUN_UNKNOWN` */
  async compare(before: string, after: string): Promise<RunComparison> {
    const [one, other] = await Promise.all([this.#factsOf(before), this.#factsOf(after)]);
    return compareRuns(one, other);
  }

  /** The stages whose outputs came out otherwise when a run was reproduced. @throws LeatError `RUN_UNKNOWN` */
  async differing(original: string, again: string): Promise<readonly StageComparison[]> {
    const [one, other] = await Promise.all([this.#factsOf(original), this.#factsOf(again)]);
    return differingStages(one, other);
  }

  /** See readLineage. */
  lineage(reference: string): Promise<ArtifactLineage> {
    return readLineage(reference, this.#stores.metadata);
  }

  /** The nearest run before this one, of the same pipeline, that finished the stage. */
  async #earlier({ id, pipeline }: RunRecord, name: string): Promise<RunFacts | null> {
    const { metadata } = this.#stores;
    let before = id;
    for (let seen = 0; seen < MOST_RUNS; seen += PAGE) {
      const page = await metadata.listRuns({ pipeline, before, limit: PAGE });
      for (const run of page) {
        const stages = await metadata.stages(run.id);
        const isFinished = stages.some((stage) => stage.name === name && (stage.state === 'completed' || stage.state === 'cached'));
        if (isFinished) return this.#facts(run);
      }
      const last = page.at(-1);
      if (last === undefined) return null;
      before = last.id;
    }
    return null;
  }

  async #factsOf(id: string): Promise<RunFacts> {
    return this.#facts(await this.#record(id));
  }

  async #facts({ id, plan, startedAt }: RunRecord): Promise<RunFacts> {
    const { metadata, artifacts } = this.#stores;
    const [document, stages] = await Promise.all([readDocument(artifacts, plan), metadata.stages(id)]);
    return { id, startedAt, planned: plannedRunSchema.parse(document), stages };
  }

  async #record(id: string): Promise<RunRecord> {
    const run = await this.#stores.metadata.run(id);
    if (run === null) throw new LeatError('RUN_UNKNOWN', `run "${id}": no run of that id is recorded`, { details: { run: id } });
    return run;
  }
}
