/** All that the next step of a network's training depends on, beside the sample and the seed. */
export interface TrainingState {
  /** From 0. */
  readonly epoch: number;
  /** The next one of the epoch. */
  readonly batch: number;
  /** Of Adam, taken so far. */
  readonly step: number;
  /** Sum over the rows of this epoch so far. */
  readonly loss: number;
  /** Lowest mean loss of an epoch so far. */
  readonly best: number;
  /** Epochs since one was better. */
  readonly stale: number;
  readonly parameters: Float32Array;
  readonly firstMoment: Float32Array;
  readonly secondMoment: Float32Array;
  /** Of the best epoch. */
  readonly bestParameters: Float32Array;
}

const lists = ['parameters', 'firstMoment', 'secondMoment', 'bestParameters'] as const;
const numbers = ['epoch', 'batch', 'step', 'loss', 'best', 'stale'] as const;

/** float64: the size of the lists, then the numbers; float32: the lists. In the machine's order of bytes, little-endian. */
export function encodeState(state: TrainingState): Uint8Array {
  const size = state.parameters.length;
  const bytes = new Uint8Array(sizeInBytes(size));
  new Float64Array(bytes.buffer, 0, numbers.length + 1).set([size, ...numbers.map((name) => state[name])]);
  lists.forEach((name, index) => {
    new Float32Array(bytes.buffer, LISTS_AT + index * size * 4, size).set(state[name]);
  });
  return bytes;
}

/** @returns Undefined when nothing was kept, or what was kept is not of a network of this size. */
export function decodeState(kept: Uint8Array | undefined, size: number): TrainingState | undefined {
  if (kept?.length !== sizeInBytes(size)) return undefined;
  const { buffer } = Uint8Array.from(kept); // aligned
  const [written, epoch = 0, batch = 0, step = 0, loss = 0, best = 0, stale = 0] = new Float64Array(buffer, 0, numbers.length + 1);
  if (written !== size) return undefined;
  const list = (index: number): Float32Array =>
    new Float32Array(buffer.slice(LISTS_AT + index * size * 4, LISTS_AT + (index + 1) * size * 4));
  return {
    ...{ epoch, batch, step, loss, best, stale },
    ...{ parameters: list(0), firstMoment: list(1), secondMoment: list(2), bestParameters: list(3) },
  };
}

const LISTS_AT = (numbers.length + 1) * 8;

function sizeInBytes(size: number): number {
  return LISTS_AT + lists.length * size * 4;
}
