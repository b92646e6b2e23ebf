import type { Tensor } from '../../onnx/graph-runner.js';
import type { Random } from '../../random.js';
import type { Batches } from './batch-order.js';

/**
 * Which units of which rows stay, as the training graph takes it. Drawn here and not by ONNX Runtime, whose
 * stream could not be taken up again in the middle.
 *
 * @param hidden - Units of each hidden layer.
 */
export function dropoutMasks(
  hidden: readonly number[],
  { dropout, batches, random }: { dropout: number; batches: Batches; random: Random },
): Record<string, Tensor> {
  if (dropout === 0) return {};
  const least = dropout * 2 ** 32;
  return Object.fromEntries(
    hidden.map((units, index): [string, Tensor] => {
      const { count, size } = batches;
      const data = new Uint8Array(count * size * units);
      for (let cell = 0; cell < data.length; cell++) data[cell] = Number(random.uint32() >= least);
      return [`mask${String(index)}`, { type: 'bool', shape: [count, size, units], data }];
    }),
  );
}
