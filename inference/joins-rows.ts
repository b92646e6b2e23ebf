import type { GraphInputInfo, GraphSession, Tensor } from '../core/onnx/graph-runner.js';
import { sizeOf, tensorFrom } from '../core/onnx/tensor-arrays.js';
import { packTensors, unpackTensors } from './packed-tensors.js';

/** Float sums of a larger batch may be taken in another order. */
const TOLERANCE = 1e-4;

/**
 * Whether rows of several requests may run as one batch. A graph's declaration cannot say that (a softmax over the
 * rows looks like any other), so it is tried: two small batches, and both of them joined, must give the same.
 */
export async function joinsRows(session: GraphSession): Promise<boolean> {
  if (!session.inputs.every(hasFreeRows) || session.inputs.length === 0) return false;
  const [one, other] = [feedsOf(session, 2), feedsOf(session, 3)];
  try {
    const parts = [await session.run(one), await session.run(other)];
    const joined = await session.run(unpackTensors(packTensors([one, other])));
    return session.outputs.every(({ name }) =>
      agree(
        parts.map((part) => part[name]),
        joined[name],
      ),
    );
  } catch {
    return false; // whatever it refuses, it shall refuse one request at a time
  }
}

function hasFreeRows({ shape: [rows] }: GraphInputInfo): boolean {
  return rows !== undefined && (typeof rows === 'string' || rows < 0);
}

/** Rows that differ, so that a graph which mixes rows is found out. */
function feedsOf({ inputs }: GraphSession, rows: number): Record<string, Tensor> {
  return Object.fromEntries(
    inputs.map(({ name, type, shape: declared }) => {
      const shape = declared.map((size, axis) => (axis === 0 ? rows : typeof size === 'number' && size >= 0 ? size : 1));
      const values = Array.from({ length: sizeOf(shape) }, (_, index) => (type === 'string' ? '' : (index * 7 + rows) % 5));
      return [name, tensorFrom(type === 'other' ? 'string' : type, shape, values)];
    }),
  );
}

function agree(parts: readonly (Tensor | undefined)[], joined: Tensor | undefined): boolean {
  if (joined?.shape[0] !== 5 || parts.some((part, index) => part?.shape[0] !== index + 2)) return false;
  const values = parts.flatMap((part): (number | bigint | string)[] => [...(part?.data ?? [])]);
  return values.length === joined.data.length && values.every((value, index) => isSame(value, joined.data[index]));
}

function isSame(one: number | bigint | string, other: number | bigint | string | undefined): boolean {
  if (Object.is(one, other) || one === other) return true;
  return typeof one === 'number' && typeof other === 'number' && Math.abs(one - other) <= TOLERANCE * Math.max(1, Math.abs(one));
}
