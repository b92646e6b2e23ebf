import { LeatError } from '../../../core/errors.js';
import { Random } from '../../../core/random.js';
import { noCheckpoint, type TrainerCheckpoint, type TrainerTools } from '../../../core/trainers/define-trainer.js';
import { createGraphRunner } from '../../../inference/graph-runner.js';
import { createTreeKernels } from '../../../kernel/tree-kernels.js';

/** One for all tests: its threads stay. */
const trees = createTreeKernels();

interface Options {
  readonly flag?: { cancelled: boolean };
  readonly progress?: (fraction: number) => void;
  readonly checkpoint?: TrainerCheckpoint;
  readonly threads?: number;
}

/** What a stage would hand to a trainer: ONNX Runtime, a stream of seed 7, a flag to cancel by. */
export function trainerTools({
  flag = { cancelled: false },
  progress = () => undefined,
  checkpoint = noCheckpoint,
  threads = 2,
}: Options = {}): TrainerTools {
  return {
    graphs: createGraphRunner(),
    trees,
    random: new Random('7/train'),
    progress,
    checkpoint,
    threads,
    signal: {
      get cancelled() {
        return flag.cancelled;
      },
      throwIfCancelled() {
        if (flag.cancelled) throw new LeatError('CANCELLED', 'cancelled by the test');
      },
    },
  };
}
