import { randomUUID } from 'node:crypto';
import type { Report } from '../bench.js';
import { spread } from '../spread.js';
import { PEER, type Place } from './place.js';
import { pairedTurns } from './turns.js';

const wall = { bench: 'engine', figure: 'wall_ms', unit: 'ms' } as const;

/** Stages one behind the other: what a stage costs when nothing is beside it. */
export async function chain(place: Place, report: Report): Promise<void> {
  const stages = 20;
  const { ours, peers } = await pairedTurns(
    () => place.run({ pipeline: 'chain', params: { stages, salt: randomUUID() } }),
    () => place.runRaw('rawChain', { stages }),
  );
  const line = { bench: 'engine', case: 'chain-20', figure: 'stage_ms', unit: 'ms' };
  report({ ...line, ...spread(ours.map((ms) => ms / stages)) });
  report({ ...line, ...spread(peers.map((ms) => ms / stages)), peer: PEER });
}

/** One stage, then many side by side, then one that waits for all. */
export async function fan(place: Place, report: Report, width: number): Promise<void> {
  const { ours, peers } = await pairedTurns(
    () => place.run({ pipeline: 'fan', params: { width, salt: randomUUID() } }),
    () => place.runRaw('rawFan', { width }),
  );
  const name = `fan-${String(width)}`;
  report({ ...wall, case: name, ...spread(ours) });
  report({ ...wall, case: name, ...spread(peers), peer: PEER });
}

/** 50 runs of 10 stages, started at once. */
export async function manyRuns(place: Place, report: Report): Promise<void> {
  const stages = 10;
  const fifty = (start: () => Promise<unknown>): Promise<unknown> => Promise.all(Array.from({ length: 50 }, start));
  const { ours, peers } = await pairedTurns(
    () => fifty(() => place.run({ pipeline: 'chain', params: { stages, salt: randomUUID() } })),
    () => fifty(() => place.runRaw('rawChain', { stages })),
  );
  report({ ...wall, case: 'runs-50x10', ...spread(ours) });
  report({ ...wall, case: 'runs-50x10', ...spread(peers), peer: PEER });
}
