import { LeatError } from '../../core/errors.js';
import type { CancellationFlag } from '../../core/pipeline/stage-context.js';

/** After which the work is cancelled: every part of it has had its turn, or those to come are like those before. */
const WATCHED_MS = 2_000;
const TRIES = 4;

/**
 * How long some work goes on, at most, without a look at its cancellation: so long it can take to end.
 *
 * A machine with other work makes any time longer, never shorter: of a gap, the wall clock and the processor time of
 * the process both are at least what it takes undisturbed, of some tries the best is taken.
 *
 * @param enough - A gap after which there is no need to try again.
 */
export async function longestGap(work: (signal: CancellationFlag) => Promise<unknown>, { enough }: { enough: number }): Promise<number> {
  let least = Infinity;
  for (let attempt = 0; attempt < TRIES && least > enough; attempt++) least = Math.min(least, await watch(work));
  return least;
}

async function watch(work: (signal: CancellationFlag) => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  let [at, cpu, longest] = [begun, process.cpuUsage(), 0];
  const look = (): boolean => {
    const used = process.cpuUsage(cpu);
    longest = Math.max(longest, Math.min(performance.now() - at, (used.user + used.system) / 1000));
    [at, cpu] = [performance.now(), process.cpuUsage()];
    return at - begun > WATCHED_MS;
  };
  await work({
    get cancelled() {
      return look();
    },
    throwIfCancelled() {
      if (look()) throw new LeatError('CANCELLED', 'cancelled by the test');
    },
  }).catch((error: unknown) => {
    if (!(error instanceof LeatError) || error.code !== 'CANCELLED') throw error;
  });
  look();
  return longest;
}
