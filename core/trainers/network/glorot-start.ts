import type { Random } from '../../random.js';
import { placesOf, sizeOf, type Widths } from './layers.js';

/**
 * Where training begins: weights, and biases, small enough that no layer makes its values larger or smaller.
 *
 * @see Glorot & Bengio (2010), equation 16.
 */
export function glorotStart(widths: Widths, random: Random): Float32Array {
  const values = new Float32Array(sizeOf(widths));
  for (const { inputs, outputs, weightsAt, biasAt } of placesOf(widths)) {
    const bound = Math.sqrt(6 / (inputs + outputs));
    for (let index = weightsAt; index < biasAt + outputs; index++) values[index] = (2 * random.next() - 1) * bound;
  }
  return values;
}
