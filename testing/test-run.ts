import type { Plan } from '../core/pipeline/plan.js';
import type { RunError, RunState, StageProgressState } from '../core/pipeline/run-state.js';
import { LeatError } from '../core/errors.js';
import type { Cell } from '../core/table/column.js';
import { toRows } from '../core/table/to-rows.js';
import { requireDigest } from '../stores/artifacts/digest.js';
import { readDocument } from '../stores/artifacts/documents.js';
import { openModel } from '../stores/artifacts/models.js';
import { openTable } from '../stores/artifacts/tables.js';
import type { ArtifactStore } from '../stores/artifacts/artifact-store.js';
import type { ModelCard } from '../core/model/model-card.js';

/** What became of a stage. */
export interface TestedStage {
  readonly state: StageProgressState;
  readonly figures: Readonly<Record<string, number | string>>;
  /** Null unless it failed. */
  readonly error: { readonly code: string; readonly message: string } | null;
}

interface TestRunParts {
  readonly id: string;
  readonly run: RunState;
  readonly plan: Plan;
  readonly state: TestRun['state'];
  readonly metrics: Readonly<Record<string, number>>;
  readonly artifacts: ArtifactStore;
}

/** A run that is over, with all that it made. */
export class TestRun {
  readonly id: string;
  /** `held` where a stage waits for a word that nobody gives. */
  readonly state: 'completed' | 'failed' | 'cancelled' | 'held';
  /** The first stage that failed the run, and why. */
  readonly error: RunError | null;
  readonly plan: Plan;
  readonly stages: Readonly<Record<string, TestedStage | undefined>>;
  /** Figures of the evaluations. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly #run: RunState;
  readonly #artifacts: ArtifactStore;

  constructor({ id, run, plan, state, metrics, artifacts }: TestRunParts) {
    this.id = id;
    this.state = state;
    this.error = run.failure;
    this.plan = plan;
    this.metrics = metrics;
    this.stages = Object.fromEntries(
      [...run.stages].map(([name, { state: reached, result, error = null }]) => [
        name,
        { state: reached, figures: result?.figures ?? {}, error },
      ]),
    );
    this.#run = run;
    this.#artifacts = artifacts;
  }

  /**
   * Digest of an output.
   *
   * @param name - Of the pipeline's own output, or `stage.output`.
   * @throws LeatError `ARTIFACT_UNKNOWN` when the run did not make it.
   */
  digest(name: string): string {
    const [stage = '', output = ''] = this.#run.schedule.outputs[name] ?? name.split('.');
    const digest = this.#run.stages.get(stage)?.result?.outputs[output];
    if (digest !== undefined) return digest;
    const made = [...this.#run.stages].flatMap(([known, { result }]) =>
      Object.keys(result?.outputs ?? {}).map((each) => `${known}.${each}`),
    );
    const known = [...Object.keys(this.#run.schedule.outputs), ...made].join(', ');
    throw new LeatError('ARTIFACT_UNKNOWN', `expected an output of the run, got "${name}"; known: ${known}`, {
      details: { received: name },
    });
  }

  /** The rows of a table. */
  async rows(name: string): Promise<Record<string, Cell>[]> {
    return toRows(await (await openTable(this.#artifacts, this.digest(name))).read());
  }

  /** What is stored as JSON: an evaluation, a report, a deployment. */
  document(name: string): Promise<unknown> {
    return readDocument(this.#artifacts, this.digest(name));
  }

  /**
   * The page that a stage drew, as HTML.
   *
   * @throws LeatError `ARTIFACT_UNKNOWN` when it drew none.
   */
  async page(stage: string): Promise<string> {
    return new TextDecoder().decode(await this.#artifacts.get(requireDigest(this.digest(`${stage}.page`))));
  }

  /** What is known about a model. */
  async card(name: string): Promise<ModelCard> {
    return (await openModel(this.#artifacts, this.digest(name))).card;
  }
}
