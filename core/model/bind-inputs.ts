import { LeatError } from '../errors.js';
import type { GraphInputInfo } from '../onnx/graph-runner.js';
import type { BoundInput } from './tensor-binding.js';

/** Numbers and texts by row: [rows] or [rows, columns]. Columns that are given by name fill one tensor after the other. */
export function bindInputs(inputs: readonly GraphInputInfo[], given: readonly string[] | undefined): readonly BoundInput[] {
  const widths = inputs.map(({ shape }) => (shape.length === 1 ? 1 : Number(shape[1])));
  const known = widths.filter((width) => width > 0).reduce((sum, width) => sum + width, 0);
  const free = widths.filter((width) => !(width > 0)).length;
  const rest = (given?.length ?? 0) - known;
  if (free > 1 || (free === 1 && rest < 1)) throw interfaceRefusal('expected "columns" for an input of any number of them', inputs);
  if (given !== undefined && free === 0 && rest !== 0) {
    throw interfaceRefusal(`expected shape [rows, ${String(given.length)}] for the columns "${given.join('", "')}"`, inputs);
  }
  const names = [...(given ?? [])];
  return inputs.map((input, index): BoundInput => {
    const { name, type, shape } = input;
    if (type === 'other' || shape.length < 1 || shape.length > 2)
      throw interfaceRefusal('expected tensors of shape [rows] or [rows, columns]', [input]);
    const own = widths[index] ?? 0;
    const width = own > 0 ? own : rest;
    const columns = given === undefined ? defaultNames(name, width, inputs.length) : names.splice(0, width);
    return { name, type, rank: shape.length === 1 ? 1 : 2, columns };
  });
}

function defaultNames(input: string, width: number, inputs: number): readonly string[] {
  if (width === 1 && inputs > 1) return [input];
  return Array.from({ length: width }, (_, index) => (inputs === 1 ? `f${String(index)}` : `${input}_${String(index)}`));
}

/** What a graph takes or gives that Leat has no use for. */
export function interfaceRefusal(expected: string, values: readonly GraphInputInfo[]): LeatError {
  const received = values.map(({ name, type, shape }) => `"${name}" ${type} [${shape.join(', ')}]`).join(', ');
  return new LeatError('PRETRAINED_INTERFACE', `pretrained model: ${expected}, got ${received === '' ? 'nothing' : received}`, {
    details: { received },
  });
}
