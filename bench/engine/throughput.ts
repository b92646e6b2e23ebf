import { randomUUID } from 'node:crypto';
import type { Report } from '../bench.js';
import { spread } from '../spread.js';
import { PEER, type Place } from './place.js';
import { processorOf } from './processes.js';
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
  const used: Record<'ours' | 'peers', number[]> = { ours: [], peers: [] };
  const { ours, peers } = await pairedTurns(
    async () => {
      used.ours.push(await processorOf(place.worker, () => place.run({ pipeline: 'fan', params: { width, salt: randomUUID() } })));
    },
    async () => {
      used.peers.push(await processorOf(place.rawWorker, () => place.runRaw('rawFan', { width })));
    },
  );
  const name = `fan-${String(width)}`;
  const cpu = { bench: 'engine', case: name, figure: 'stage_cpu_ms', unit: 'ms' };
  report({ ...wall, case: name, ...spread(ours) });
  report({ ...wall, case: name, ...spread(peers), peer: PEER });
  // Of the worker alone: other work on the machine changes it little.
  report({ ...cpu, ...spread(perStage(used.ours, width)) });
  report({ ...cpu, ...spread(perStage(used.peers, width)), peer: PEER });
}

/** Without the first turn, which warms up. */
function perStage(used: readonly number[], width: number): number[] {
  return used.slice(1).map((ms) => ms / (width + 2));
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
