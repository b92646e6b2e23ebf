import { expect, test } from 'vitest';
import { faults } from './faults.js';
import { runChaos } from './run-chaos.js';

/** With 60 stages, where `npm run chaos` has 200: 20 rounds are to take few minutes. */
test('loses nothing in 20 rounds of everything that can break', { timeout: 600_000 }, async () => {
  const rounds = await runChaos({ rounds: 20, seed: 1, stages: 60 });
  expect(rounds.flatMap(({ losses }) => losses)).toEqual([]);
  // A run may be over before its fault comes: on a fast machine one kind may be lacking.
  const struck = new Set(rounds.flatMap((round) => round.faults));
  expect(Object.keys(faults).filter((kind) => !struck.has(kind)).length).toBeLessThanOrEqual(1);
});
