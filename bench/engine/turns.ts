export const RUNS = 5;

/** @returns Milliseconds until the work is done. */
export async function wallOf(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** Milliseconds of some turns, one after the other. */
export async function turns(work: () => Promise<unknown>): Promise<number[]> {
  const walls: number[] = [];
  for (let turn = 0; turn < RUNS; turn++) walls.push(await wallOf(work));
  return walls;
}

/** Ours and the peer's turn by turn, so that a slow minute of the machine hits both; the first turn warms up. */
export async function pairedTurns(
  ours: () => Promise<unknown>,
  peers: () => Promise<unknown>,
): Promise<{ ours: number[]; peers: number[] }> {
  const walls: { ours: number[]; peers: number[] } = { ours: [], peers: [] };
  for (let turn = 0; turn <= RUNS; turn++) {
    walls.ours.push(await wallOf(ours));
    walls.peers.push(await wallOf(peers));
  }
  return { ours: walls.ours.slice(1), peers: walls.peers.slice(1) };
}
