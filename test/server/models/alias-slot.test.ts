import { afterAll, expect, test } from 'vitest';
import { InferencePool } from '../../../inference/inference-pool.js';
import { AliasSlot } from '../../../server/models/alias-slot.js';
import type { LoadedModel } from '../../../server/models/served-model.js';
import { scalingModel } from '../../support/tiny-models.js';

const pool = new InferencePool({ threads: 1 });

afterAll(() => pool.close());

/** A slot whose loads end when the test says so. */
function slotOf(): { slot: AliasSlot; finish: (version: number) => void; served: number[] } {
  const waiting = new Map<number, () => void>();
  const served: number[] = [];
  const load = async (version: number): Promise<LoadedModel> => {
    await new Promise<void>((resolve) => waiting.set(version, resolve));
    const { card, graph } = scalingModel(version);
    const session = await pool.open(`graph ${String(version)}`, graph);
    return { name: 'scale', version, card: { ...card, graph: '' }, session, explainer: () => Promise.resolve(null) };
  };
  const slot = new AliasSlot({ load, onSwap: ({ version }) => served.push(version), onFailure: () => undefined });
  return { slot, served, finish: (version) => waiting.get(version)?.() };
}

test('never lets a version answer that its alias has left while it was being loaded', async () => {
  const { slot, finish, served } = slotOf();
  slot.follow(1);
  finish(1);
  await slot.settled();
  slot.follow(2);
  slot.follow(1); // rolled back before 2 is there
  finish(2);
  await slot.settled();
  slot.follow(1);
  await slot.settled();
  expect([slot.serving?.model.version, served]).toEqual([1, [1]]);
  await slot.retire();
});

test('loads where the alias went meanwhile at its next look', async () => {
  const { slot, finish, served } = slotOf();
  slot.follow(1);
  slot.follow(2);
  finish(1);
  await slot.settled();
  expect(slot.serving).toBeNull();
  slot.follow(2);
  finish(2);
  await slot.settled();
  expect([slot.serving?.model.version, served]).toEqual([2, [2]]);
  await slot.retire();
});
