import type { Metric } from '../metrics/metric.js';
import { metricOf } from '../metrics/metrics.js';
import type { TrainerChoice } from '../model/trainer-choice.js';
import { hasFailed, type TrialResult } from '../model/trial.js';
import { readsOf } from '../pipeline/study-order.js';
import { Random } from '../random.js';
import { makeSampler } from './make-sampler.js';
import type { Sampler, Suggestion, Told } from './sampler.js';
import type { SearchMethod } from './search-method.js';
import { defaultPlace } from './default-place.js';
import { choiceAt, placeOf, searchSpaceOf, type SearchedChoice, type SearchSpace } from './search-space.js';

/** What is searched, and how. */
export interface StudySettings {
  readonly candidates: readonly SearchedChoice[];
  readonly metric: string;
  readonly search: SearchMethod;
  readonly trials: number;
  readonly parallel: number;
  /** Whether the first trials are the candidates at the defaults of their trainers. */
  readonly defaultsFirst?: boolean | undefined;
}

/** What a trial is to do. */
export interface Trial {
  readonly trainer: TrainerChoice;
  readonly resource: number | null;
  /** Share of the training rows. */
  readonly rows: number;
}

/**
 * A search with its seed: says what each trial tries, from the ends of those before it. All that it knows are
 * its settings and those ends, so any worker can go on with it.
 */
export class Study {
  readonly metric: Metric;
  readonly #sampler: Sampler;
  readonly #spaces: readonly SearchSpace[];
  /** A hyperparameter that trials get more or less of. */
  readonly #resource: string | null;
  readonly #maximum: number | null;
  readonly #seed: string;
  readonly #earlier: readonly Told[];
  /** Places of the first trials. */
  readonly #first: readonly Suggestion[];

  /** @param earlier - Trials of an earlier run to begin with; those that no space has are passed over. */
  constructor(
    { candidates, metric, search, defaultsFirst, ...budget }: StudySettings,
    { seed, earlier = [] }: { seed: string; earlier?: readonly TrialResult[] },
  ) {
    this.metric = metricOf(metric);
    this.#spaces = candidates.map(searchSpaceOf);
    this.#sampler = makeSampler(search, this.#spaces, budget);
    this.#resource = 'resource' in search && search.resource !== 'rows' ? search.resource : null;
    this.#maximum = 'resource' in search ? (search.maximum ?? 1) : null;
    this.#seed = seed;
    this.#first =
      defaultsFirst === true ? this.#spaces.map((space, index) => ({ space: index, values: defaultPlace(space), resource: null })) : [];
    this.#earlier = earlier.flatMap((result) => this.#toldOf(result) ?? []);
  }

  /** @param ends - Of the trials that have ended, by number: at least of the first `readsOf(order, number)`. */
  trial(number: number, ends: ReadonlyMap<number, TrialResult>): Trial {
    const { space, values, resource } = this.#suggest(number, ends);
    const chosen = this.#spaces[space];
    if (chosen === undefined) throw new Error('invariant: a suggestion is of one of the spaces');
    const trainer = choiceAt(chosen, values);
    if (resource === null) return { trainer, resource, rows: 1 };
    if (this.#resource === null) return { trainer, resource, rows: resource };
    return { trainer: choiceAt(chosen, { ...values, [this.#resource]: Math.round(resource) }), resource, rows: 1 };
  }

  /** Whether a trial had all of the resource: only then it can be the best. */
  isWhole({ resource }: TrialResult): boolean {
    return resource === null || resource >= (this.#maximum ?? 0);
  }

  #suggest(number: number, ends: ReadonlyMap<number, TrialResult>): Suggestion {
    const first = this.#first[number];
    if (first !== undefined) return first;
    const known = readsOf(this.#sampler.order, number);
    const told = [...this.#earlier];
    for (let earlier = 0; earlier < known; earlier++) {
      const end = ends.get(earlier);
      if (end === undefined) throw new Error(`invariant: trial ${String(earlier)} has ended before trial ${String(number)} is suggested`);
      told.push(this.#toldOf(end) ?? { ...this.#suggest(earlier, ends), loss: null });
    }
    const pending: Suggestion[] = [];
    for (let other = known; other < number; other++) {
      // One that has ended by now tried what was suggested then: it need not be suggested again.
      const end = ends.get(other);
      pending.push((end && this.#toldOf(end)) ?? this.#suggest(other, ends));
    }
    return this.#sampler.suggest({ number, told, pending, random: new Random(`${this.#seed}/trial-${String(number)}`) });
  }

  #toldOf(result: TrialResult): Told | undefined {
    const place = placeOf(this.#spaces, result.trainer, this.#resource);
    if (place === undefined) return undefined;
    const loss = hasFailed(result) ? null : this.metric.higherIsBetter ? -result.mean : result.mean;
    return { ...place, resource: result.resource, loss };
  }
}
