import { messageOf } from '../core/errors.js';
import type { StageContext } from '../core/pipeline/stage-context.js';
import type { TrainerCheckpoint } from '../core/trainers/define-trainer.js';

/** At most so much of a training is repeated after a crash, beside the iteration that was cut off. */
const EVERY_MS = 1000;

/** A state that takes long to save is saved more seldom: saving is to cost a twentieth of the time at most. */
const REST = 20;

/** The calls of a training, joined to the checkpoint of its stage: one save at a time, beside the training. */
export async function openTrainerCheckpoint({ checkpoint, log }: Pick<StageContext, 'checkpoint' | 'log'>): Promise<TrainerCheckpoint> {
  let nextAt = performance.now() + EVERY_MS;

  async function save(state: Uint8Array): Promise<void> {
    const began = performance.now();
    nextAt = Infinity;
    try {
      await checkpoint.save(state);
    } catch (error) {
      log.warn('a checkpoint could not be saved', { error: messageOf(error) });
    }
    const now = performance.now();
    nextAt = now + Math.max(EVERY_MS, REST * (now - began));
  }

  return {
    kept: await checkpoint.load(),
    keep(state) {
      if (performance.now() >= nextAt) void save(state());
    },
  };
}
