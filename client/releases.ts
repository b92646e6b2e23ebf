import { randomUUID } from 'node:crypto';
import { LeatError } from '../core/errors.js';
import type { AlertEvent } from '../core/pipeline/alert-event.js';
import { awaitedOf, type Awaited } from '../core/release/awaited.js';
import { isOver } from '../core/release/release-phase.js';
import type { ReleaseSettings } from '../core/release/release-settings.js';
import { releaseOrder, releaseWorkflowId } from '../core/release/release-workflow.js';
import { askInTurn } from '../stores/metadata/ask-in-turn.js';
import type { DeploymentRecord, MetadataStore, ModelVersionRecord } from '../stores/metadata/metadata-store.js';
import { observedOfCandidate } from '../stores/metadata/observed-of.js';
import type { ReleaseDecision, ReleaseRecord } from '../stores/metadata/release-records.js';
import { rollBackAlias } from '../stores/metadata/roll-back-alias.js';
import type { announce } from '../workflows/announce.js';
import type { releaseModel } from '../workflows/release-model.js';
import type { TemporalLink } from './temporal-link.js';

export interface AliasOfModel {
  readonly model: string;
  readonly alias: string;
}

/** Who does something, and why. */
export interface Said {
  readonly reason: string;
  readonly by: string | null;
  /** The change of the alias that this one follows: refused when there has been another since. */
  readonly after?: number;
}

/** Where an alias of a model points again. */
export interface RolledBack extends AliasOfModel {
  /** What the alias points to now. */
  readonly version: number;
  /** The version whose release was ended; null where none was under way, and the alias itself was moved. */
  readonly ended: number | null;
}

/** For a word to Temporal that nothing depends on. */
const SHORT_MS = 3_000;

/** Which version an alias points to, and how another comes there: at once, or step by step. */
export class Releases {
  readonly #tools: { readonly metadata: MetadataStore; readonly temporal: TemporalLink; readonly taskQueue: string };

  constructor(tools: { metadata: MetadataStore; temporal: TemporalLink; taskQueue: string }) {
    this.#tools = tools;
  }

  /**
   * Asks for a release and has it carried out.
   *
   * @throws LeatError `MODEL_VERSION_UNKNOWN`, `RELEASE_POINTLESS`, `TEMPORAL_UNREACHABLE`: then it waits in
   * the store, and goes on with the next one that is asked for.
   */
  async start(
    { model, version: candidate }: Pick<ModelVersionRecord, 'model' | 'version'>,
    { alias, by, settings }: { alias: string; by: string | null; settings: ReleaseSettings },
  ): Promise<ReleaseRecord> {
    const { metadata, temporal, taskQueue } = this.#tools;
    await temporal.connected(); // before anything is written: nobody would carry it out
    const release = await askInTurn({ id: randomUUID(), model, alias, candidate, settings, runId: null, by }, metadata);
    const order = releaseOrder(taskQueue, release);
    await temporal.call(({ workflow }) => workflow.signalWithStart<typeof releaseModel, [string]>('releaseModel', order));
    return release;
  }

  /** Newest first. */
  list(model: string): Promise<readonly ReleaseRecord[]> {
    return this.#tools.metadata.releases(model);
  }

  /** What it waits for now, as far as servers have written down what they saw. */
  async awaited(release: ReleaseRecord): Promise<Awaited> {
    const { phase, since, model, settings } = release;
    const seen = isOver(phase) ? [] : await this.#tools.metadata.traffic({ model, from: since });
    const { requests } = observedOfCandidate(release, seen);
    return awaitedOf({ phase, forMs: Date.now() - since.getTime(), requests }, settings);
  }

  /** @throws LeatError `RELEASE_UNKNOWN` */
  async get(id: string): Promise<ReleaseRecord> {
    const release = await this.#tools.metadata.release(id);
    if (release !== null) return release;
    throw new LeatError('RELEASE_UNKNOWN', `no release has the id "${id}"`, { details: { release: id } });
  }

  /**
   * A person's word about a release that waits for one, or will.
   *
   * @param seen - The releases of the model as that person has seen them.
   * @throws LeatError `RELEASE_UNKNOWN` when none is under way, `PRECONDITION_FAILED` when it has gone on since it was seen.
   */
  async decide({ model, alias }: AliasOfModel, decision: ReleaseDecision, seen?: readonly ReleaseRecord[]): Promise<ReleaseRecord> {
    const { metadata } = this.#tools;
    const asked = (seen ?? (await metadata.releases(model))).filter((each) => each.alias === alias && !isOver(each.phase)).reverse();
    const release = asked.find(({ phase }) => phase !== 'queued') ?? asked[0];
    if (release === undefined)
      throw new LeatError('RELEASE_UNKNOWN', `no release to ${model}@${alias} is under way`, { details: { model, alias } });
    const decided = await metadata.decideRelease(release.id, decision, seen && { phase: release.phase, step: release.step });
    await this.#wake({ model, alias });
    return decided;
  }

  /**
   * Points an alias to a version at once; a release of it that is under way is over with that.
   *
   * @throws LeatError `MODEL_VERSION_UNKNOWN`, `PRECONDITION_FAILED`
   */
  async promote(
    { model, version }: Pick<ModelVersionRecord, 'model' | 'version'>,
    { alias, reason, by, ...expected }: Said & { readonly alias: string },
  ): Promise<DeploymentRecord> {
    const { metadata } = this.#tools;
    const deployment = await metadata.deploy({ model, version, alias, runId: null, reason, by, ...expected }); // one that is refused ends no release
    await metadata.endReleases({ model, alias }, { phase: 'replaced', reason: `version ${String(version)} was promoted: ${reason}` });
    const message = `${model}:${String(version)} is ${alias} now: ${reason}${by === null ? '' : ` (${by})`}`;
    const event = { event: 'model.promoted', runId: null, pipeline: model, subject: `model/${model}:${String(version)}`, message } as const;
    await Promise.all([this.#tell(event), this.#wake({ model, alias })]);
    return deployment;
  }

  /**
   * Ends a release that is under way, and all that wait for it; where there is none, points the alias to the version before.
   * Servers follow within a second, also while Temporal or every worker is away.
   *
   * @throws LeatError `MODEL_VERSION_UNKNOWN` when there is none, `PRECONDITION_FAILED`
   */
  async rollBack({ model, alias, reason, by, ...expected }: AliasOfModel & Said): Promise<RolledBack> {
    const { metadata } = this.#tools;
    const ended = await metadata.endReleases({ model, alias }, { phase: 'returned', reason: `rolled back: ${reason}` });
    const [release] = ended;
    const version = release?.champion ?? (await rollBackAlias({ model, alias, reason, by, runId: null, ...expected }, metadata)).version;
    const what =
      release === undefined
        ? `${model}@${alias} points to version ${String(version)} again`
        : `the release of ${model}:${String(release.candidate)} to ${alias} went back`;
    const message = `${what}: ${reason}${by === null ? '' : ` (${by})`}`;
    const event = {
      event: 'model.rolled-back',
      runId: null,
      pipeline: model,
      subject: `model/${model}:${String(version)}`,
      message,
    } as const;
    await Promise.all([this.#tell(event), this.#wake({ model, alias })]);
    return { model, alias, version, ended: release?.candidate ?? null };
  }

  /** As an alert, where Temporal can be reached; what was done is done either way. */
  async #tell(event: AlertEvent): Promise<void> {
    const { temporal, taskQueue } = this.#tools;
    const options = { workflowId: `announce/${taskQueue}/${randomUUID()}`, taskQueue, args: [event] as [AlertEvent] };
    await temporal.call(({ workflow }) => workflow.start<typeof announce>('announce', options), SHORT_MS).catch(() => undefined);
  }

  /** The workflow would look by itself, a little later. */
  async #wake(alias: AliasOfModel): Promise<void> {
    const { temporal, taskQueue } = this.#tools;
    const id = releaseWorkflowId(taskQueue, alias);
    await temporal.call(({ workflow }) => workflow.getHandle(id).signal('look'), SHORT_MS).catch(() => undefined);
  }
}
