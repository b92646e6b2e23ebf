import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { isLeatError } from '../../core/errors.js';
import type { ErrorCode } from '../../core/error-codes.js';
import type { ModelReference } from '../../core/model/model-reference.js';
import type { Predictions } from '../../core/model/predictions.js';
import { placeOfKey } from '../../core/release/place-of-key.js';
import type { RouteReply } from '../define-route.js';
import type { ServerMetrics } from '../metrics/server-metrics.js';
import type { ModelWatch } from '../models/model-watch.js';
import type { LoadedModel, ServedModel } from '../models/served-model.js';
import type { Answer, Work } from './answer.js';
import type { PredictionLog } from './prediction-log.js';
import type { CarriedRelease, ReleaseWatch } from './release-watch.js';
import { ShadowQueue } from './shadow-queue.js';
import type { TrafficRecorder, TrafficRole } from './traffic-recorder.js';

export interface TrafficParts {
  readonly models: ModelWatch;
  readonly releases: ReleaseWatch;
  readonly recorder: TrafficRecorder;
  readonly predictions: PredictionLog;
  readonly metrics: ServerMetrics;
  readonly log: Logger;
}

export interface AskedModel {
  readonly reference: ModelReference;
  /** Whoever asks with the same key is answered by the same version within a step of a release; each request for itself without one. Called during a release only. */
  key(): string | undefined;
  /** Called once nobody will ask the same again, where it is known with the answer: what was sent may go. */
  forget?(): void;
}

/** The header that says which prediction a label is about. */
const PREDICTION_HEADER = 'leat-prediction-id';

/** The model's fault, where a request or the server could not have done better. */
const faults: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['INFERENCE_FAILED', 'INFERENCE_TIMED_OUT', 'PREDICT_OUTPUT_INVALID']);
/** Nobody's answer would be better. */
const hopeless: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['INFERENCE_ABANDONED', 'INFERENCE_OVERLOADED']);

type BoundWork = (model: LoadedModel) => Promise<Answer>;

interface Answered {
  readonly model: LoadedModel;
  readonly answer: Answer;
}

interface Observed {
  /** Whether it goes to the prediction log. */
  readonly isLogged: boolean;
  /** Who is asked the same. */
  readonly shadow: ServedModel | null;
}

/** Says which version answers a request while one is released, and sees what every version does. */
export class Traffic {
  readonly #parts: TrafficParts;
  readonly #shadows: ShadowQueue;

  constructor(parts: TrafficParts) {
    this.#parts = parts;
    this.#shadows = new ShadowQueue(() => {
      parts.metrics.countShadow('dropped');
    });
  }

  /** @throws LeatError What the model that is asked throws, or `ModelWatch.use`. */
  async answer({ reference, ...asked }: AskedModel, given: Work): Promise<RouteReply> {
    const id = randomUUID();
    const work = (model: LoadedModel): Promise<Answer> => given(model, id);
    const release = this.#parts.releases.of(reference);
    const candidate = release !== null && placeOfKey(release.id, asked.key() ?? id) < release.share ? release.candidate : null;
    const answered =
      candidate === null
        ? await this.#parts.models.use(reference, (model) => this.#observe(model, 'answer', work))
        : await this.#byCandidate(candidate, reference, work);
    const observed = this.#observedOf(answered.model, release);
    if (observed === null) asked.forget?.();
    else
      setImmediate(() => {
        this.#after(answered, { id, observed, work }); // once the answer is on its way
        if (observed.shadow === null) asked.forget?.();
      });
    const { reply } = answered.answer;
    return { ...reply, headers: { ...reply.headers, [PREDICTION_HEADER]: id } };
  }

  stop(): void {
    this.#shadows.close();
  }

  /** Where the candidate fails and the champion does not, the champion's answer counts, and the failure against the candidate. */
  async #byCandidate(candidate: ServedModel, reference: ModelReference, work: BoundWork): Promise<Answered> {
    try {
      return await candidate.use((model) => this.#observe(model, 'answer', work));
    } catch (error) {
      if (isLeatError(error) && hopeless.has(error.code)) throw error;
      const answered = await this.#parts.models.use(reference, (model) => this.#observe(model, 'answer', work));
      if (!isFault(error)) this.#parts.recorder.countRequest(candidate.model, 'answer', { rows: 0, ms: 0, failed: true });
      return answered;
    }
  }

  async #observe(model: LoadedModel, role: TrafficRole, work: BoundWork): Promise<Answered> {
    const { recorder } = this.#parts;
    const startedAt = performance.now();
    try {
      const answer = await work(model);
      recorder.countRequest(model, role, { rows: answer.rows, ms: performance.now() - startedAt, failed: false });
      return { model, answer };
    } catch (error) {
      if (isFault(error)) recorder.countRequest(model, role, { rows: 0, ms: performance.now() - startedAt, failed: true });
      throw error;
    }
  }

  /** What will be done with what an answer says; null when nobody wants to know, as of most answers of a busy server. */
  #observedOf(model: LoadedModel, release: CarriedRelease | null): Observed | null {
    const isLogged = this.#parts.predictions.samples();
    const shadow = release?.shadows === true ? release.candidate : null;
    return isLogged || shadow !== null || this.#parts.recorder.countsPredictions(model, 'answer') ? { isLogged, shadow } : null;
  }

  #after({ model, answer }: Answered, { id, observed, work }: { id: string; observed: Observed; work: BoundWork }): void {
    const { recorder, predictions, log } = this.#parts;
    try {
      const said = answer.predictions();
      if (said === null) return;
      recorder.countPredictions(model, 'answer', said);
      if (observed.isLogged) predictions.keep({ id, model, said, inputs: answer.inputs });
      if (observed.shadow !== null) this.#shadow(observed.shadow, said, work);
    } catch (error) {
      log.warn({ err: error, model: model.name, version: model.version }, 'an answer could not be observed');
    }
  }

  #shadow(candidate: ServedModel, champion: Predictions, work: BoundWork): void {
    const { recorder, metrics } = this.#parts;
    this.#shadows.offer(async () => {
      try {
        const { model, answer } = await candidate.use((loaded) => this.#observe(loaded, 'shadow', work));
        const shadow = answer.predictions();
        if (shadow === null) return;
        recorder.countPredictions(model, 'shadow', shadow);
        recorder.compare(model, { shadow, champion });
        metrics.countShadow('compared');
      } catch (error) {
        // What the champion could answer, the candidate has to; a fault is counted already.
        if (!isFault(error) && !isHopeless(error)) recorder.countRequest(candidate.model, 'shadow', { rows: 0, ms: 0, failed: true });
        metrics.countShadow('failed');
      }
    });
  }
}

function isFault(error: unknown): boolean {
  return !isLeatError(error) || faults.has(error.code);
}

function isHopeless(error: unknown): boolean {
  return isLeatError(error) && hopeless.has(error.code);
}
