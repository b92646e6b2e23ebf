import type { ObservedTraffic } from '../../core/release/observed-traffic.js';
import type { ReleasePhase, ReleasePlace } from '../../core/release/release-phase.js';
import type { ReleaseSettings } from '../../core/release/release-settings.js';
import type { Findings } from '../../core/monitoring/findings.js';
import type { Digest } from '../artifacts/artifact-store.js';

/** A version on its way to an alias. */
export interface ReleaseRecord extends ReleasePlace {
  readonly id: string;
  readonly model: string;
  readonly alias: string;
  readonly candidate: number;
  /** What the alias pointed to when it was asked for; null when to nothing. */
  readonly champion: number | null;
  readonly settings: ReleaseSettings;
  /** When it came to where it is. */
  readonly since: Date;
  readonly askedAt: Date;
  readonly endedAt: Date | null;
  readonly runId: string | null;
  /** Who asked for it, where that is known. */
  readonly by: string | null;
  /** Where it has been, earliest first. */
  readonly history: readonly ReleaseMoment[];
  readonly decision: ReleaseDecision | null;
}

export interface ReleaseMoment extends ReleasePlace {
  readonly at: string;
  readonly reason: string;
}

export interface ReleaseDecision {
  readonly approved: boolean;
  readonly by: string | null;
  readonly note: string | null;
}

export type ReleaseBeginning = Pick<ReleaseRecord, 'id' | 'model' | 'alias' | 'candidate' | 'settings' | 'runId' | 'by'>;

export interface TrafficRecord {
  /** One process of a server: its name is new at each start. */
  readonly server: string;
  readonly model: string;
  readonly version: number;
  /** Whether it answered, or was only asked as well. */
  readonly role: 'answer' | 'shadow';
  readonly start: Date;
  readonly end: Date;
  readonly observed: ObservedTraffic;
}

/** A table of logged predictions of one version. */
export interface PredictionPart {
  readonly id: string;
  readonly model: string;
  readonly version: number;
  readonly digest: Digest;
  readonly rows: number;
  /** Of its first and its last prediction. */
  readonly start: Date;
  readonly end: Date;
}

/** What a prediction should have been. */
export interface Label {
  /** Id of the prediction, with its row: `ID:0`. */
  readonly prediction: string;
  readonly label: string | number | boolean;
}

/** What monitoring found in one window of time. */
export interface MonitorWindow {
  readonly model: string;
  readonly start: Date;
  readonly end: Date;
  readonly findings: Findings;
}

/** The part of the metadata store that is about models in service. */
export interface ServiceStore {
  /** Asks for a release; the same id again gives what is recorded already. @throws LeatError `MODEL_VERSION_UNKNOWN`, `RELEASE_POINTLESS` */
  askForRelease(release: ReleaseBeginning): Promise<ReleaseRecord>;
  release(id: string): Promise<ReleaseRecord | null>;
  /** Newest first. */
  releases(model: string): Promise<readonly ReleaseRecord[]>;
  /** Those that take, or are shown, requests now. */
  activeReleases(): Promise<readonly ReleaseRecord[]>;
  /**
   * Moves a release from one place to another, if it is still there; arriving at `promoted` points the alias to its candidate.
   *
   * @returns The release as it is now, wherever that is.
   */
  moveRelease(
    id: string,
    move: { readonly from: ReleasePlace; readonly to: ReleasePlace; readonly reason: string },
  ): Promise<ReleaseRecord>;
  /** Ends every release of an alias that is under way, and those that wait. @returns Those that it ended. */
  endReleases(alias: { model: string; alias: string }, end: { phase: ReleasePhase; reason: string }): Promise<readonly ReleaseRecord[]>;
  /**
   * The first word counts.
   *
   * @param at - The place where the release is to be.
   * @throws LeatError `RELEASE_UNKNOWN`; `PRECONDITION_FAILED` when it is elsewhere, and nothing is decided.
   */
  decideRelease(id: string, decision: ReleaseDecision, at?: ReleasePlace): Promise<ReleaseRecord>;

  /** Repeating one replaces it. */
  saveTraffic(records: readonly TrafficRecord[]): Promise<void>;
  /** Intervals that ended after `from`, earliest first. */
  traffic(filter: { model: string; from: Date; to?: Date }): Promise<readonly TrafficRecord[]>;
  dropTraffic(before: Date): Promise<void>;

  /** Repeating one is no change. */
  addPredictionPart(part: PredictionPart): Promise<void>;
  /** Parts with predictions of the time from `start` to just before `end`, earliest first. */
  predictionParts(model: string, window: { readonly start: Date; readonly end: Date }): Promise<readonly PredictionPart[]>;
  dropPredictions(before: Date): Promise<void>;
  /** The last word about a prediction counts. */
  saveLabels(labels: readonly Label[]): Promise<void>;
  /** Of these predictions, where they have come. */
  labels(predictions: readonly string[]): Promise<ReadonlyMap<string, Label['label']>>;

  /** Repeating one replaces it. */
  saveWindow(window: MonitorWindow): Promise<void>;
  /** The last ones, earliest first. */
  windows(model: string, limit: number): Promise<readonly MonitorWindow[]>;
}
