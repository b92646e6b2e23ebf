import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
import { messageOf } from '../../core/errors.js';
import { Random } from '../../core/random.js';
import { faults } from './faults.js';
import { clearArtifacts, digestsOf, lossesOfPlace, lossesOfRun, type Loss, type StageDigests } from './losses.js';
import { type Place, startPlace } from './place.js';

export interface ChaosOptions {
  readonly rounds: number;
  readonly seed: number;
  /** Of the pipeline `lanes`. */
  readonly stages: number;
  /** No round is begun after this time. */
  readonly withinMs?: number;
  readonly report?: (round: RoundReport) => void;
}

export interface RoundReport {
  readonly round: number;
  readonly seconds: number;
  /** Names of those that hit while a run was going. */
  readonly faults: readonly string[];
  readonly losses: readonly Loss[];
}

const PIPELINES = ['penguins', 'lanes'] as const;
const MOST_FAULTS = 3;
/** A run is stuck when it records nothing for so long: a machine with much else to do is slow, and loses nothing. */
const STUCK_MS = 180_000;

/**
 * Runs two pipelines again and again while things break at moments that the seed draws, and compares each run with one
 * that nothing disturbed.
 */
export async function runChaos({ rounds, seed, stages, withinMs = Infinity, report }: ChaosOptions): Promise<RoundReport[]> {
  const place = await startPlace();
  try {
    await untilWorking(place);
    const chaos = new Chaos(place, stages);
    await chaos.runUndisturbed();
    const reports: RoundReport[] = [];
    for (const until = Date.now() + withinMs; reports.length < rounds && Date.now() < until;) {
      const round = reports.length + 1;
      const played = await chaos.play(round, new Random(`${String(seed)}/round-${String(round)}`));
      reports.push(played);
      report?.(played);
    }
    return reports;
  } catch (error) {
    console.error('chaos itself failed:', error); // what stopping throws must not hide it
    throw error;
  } finally {
    await place.stop();
  }
}

class Chaos {
  readonly #place: Place;
  readonly #stages: number;
  readonly #undisturbed = new Map<string, StageDigests>();
  #usualMs = 0;

  constructor(place: Place, stages: number) {
    this.#place = place;
    this.#stages = stages;
  }

  /** Twice: the first run registers what the others find registered, and warms up. */
  async runUndisturbed(): Promise<void> {
    for (const _turn of [1, 2]) {
      const began = Date.now();
      const handles = await this.#begin();
      for (const [name, handle] of handles) {
        await handle.result();
        this.#undisturbed.set(name, await digestsOf(this.#place, runIdOf(handle)));
      }
      this.#usualMs = Date.now() - began;
    }
  }

  async play(round: number, random: Random): Promise<RoundReport> {
    const began = Date.now();
    await clearArtifacts(this.#place);
    const handles = await this.#begin();
    let areOver = false;
    const ends = Promise.all(handles.map(([name, handle]) => this.#endOf(name, handle))).finally(() => (areOver = true));
    const strike = async (stream: Random): Promise<string[]> => {
      const names = Object.keys(faults);
      const name = names[stream.below(names.length)] ?? '';
      await sleep(stream.next() * this.#usualMs);
      return !areOver && (await faults[name]?.(this.#place, stream)) === true ? [name] : [];
    };
    const strikes = Array.from({ length: 1 + random.below(MOST_FAULTS) }, (_, index) => strike(random.fork(`fault-${String(index)}`)));
    const struck = (await Promise.all(strikes)).flat();
    const losses = [...(await ends).flat(), ...(await lossesOfPlace(this.#place))];
    return { round, seconds: (Date.now() - began) / 1000, faults: struck, losses };
  }

  async #begin(): Promise<(readonly [string, WorkflowHandle])[]> {
    const params = { penguins: {}, lanes: { stages: this.#stages, folder: this.#place.folder } };
    const begin = async (pipeline: (typeof PIPELINES)[number]) =>
      [pipeline, await this.#place.begin({ pipeline, params: params[pipeline], cache: false })] as const;
    return Promise.all(PIPELINES.map(begin));
  }

  async #untilOver(handle: WorkflowHandle): Promise<void> {
    const result = handle.result();
    const isOver = result.then(
      () => true,
      () => true,
    );
    const recorded = async (): Promise<number> =>
      (await this.#place.metadata.stages(runIdOf(handle))).filter(({ endedAt }) => endedAt !== null).length;
    for (let before = -1, now = 0; !(await Promise.race([isOver, sleep(STUCK_MS, false, { ref: false })])); before = now) {
      now = await recorded();
      if (now === before) throw new Error('stuck');
    }
    await result;
  }

  async #endOf(name: string, handle: WorkflowHandle): Promise<Loss[]> {
    try {
      await this.#untilOver(handle);
    } catch (error) {
      const cause = error instanceof Error && error.cause !== undefined ? `: ${messageOf(error.cause)}` : '';
      await handle.terminate('the next round begins').catch(() => undefined); // it has ended
      return [{ kind: 'ended wrongly', what: `${name}, run ${runIdOf(handle)}: ${messageOf(error)}${cause}` }];
    }
    return lossesOfRun(this.#place, runIdOf(handle), this.#undisturbed.get(name) ?? {});
  }
}

async function untilWorking({ url, worker }: Place): Promise<void> {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline;) {
    const isReady = await fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return worker.started();
    await sleep(100);
  }
  throw new Error('the HTTP server was not ready in time');
}

function runIdOf(handle: WorkflowHandle): string {
  return (handle as WorkflowHandle & { firstExecutionRunId: string }).firstExecutionRunId; // every started workflow has it
}
