import { fromFloat16 } from '../../core/onnx/float16.js';
import type { Tensor } from '../../core/onnx/graph-runner.js';
import { tensorArrays, tensorOf } from '../../core/onnx/tensor-arrays.js';
import { elementTypes } from './datatypes.js';
import { refusal, type SentTensor } from './sent-tensor.js';
import { tensorValues } from './tensor-values.js';

/**
 * A tensor from its binary form: values little-endian and row-major, BYTES each behind its length as uint32.
 *
 * @param bytes - Just those of this tensor.
 * @throws LeatError `TENSOR_INVALID` naming the input, what was expected and received.
 * @see https://github.com/kserve/open-inference-protocol: binary tensor data extension.
 */
export function readBinaryTensor(bytes: Buffer, { name, type, datatype, shape, size }: SentTensor): Tensor {
  const sent = elementTypes[datatype];
  if (sent === 'string') return { type: 'string', shape, data: readTexts(bytes, { name, size }) };
  const Values = tensorArrays[sent];
  const expected = size * Values.BYTES_PER_ELEMENT;
  if (bytes.length !== expected) {
    throw refusal(name, `shape [${shape.join(', ')}] of ${datatype} expects ${String(expected)} bytes, got ${String(bytes.length)}`);
  }
  // A copy: it begins where its elements may, and can be given away.
  const copy = new Uint8Array(expected);
  copy.set(bytes);
  const values = new Values(copy.buffer);
  if (sent === 'bool' && copy.some((value) => value > 1)) throw refusal(name, 'expected 0 or 1 for each BOOL, got another byte');
  if (sent === type) return tensorOf(type, shape, values);
  return widen(values, { name, type, datatype, shape, size });
}

function widen(values: InstanceType<(typeof tensorArrays)[keyof typeof tensorArrays]>, sent: SentTensor): Tensor {
  const { name, type, datatype, shape, size } = sent;
  const wide = tensorValues(type, size);
  for (const [index, value] of values.entries()) {
    const isExact =
      typeof value === 'bigint' ? wide.putLong(index, value) : wide.put(index, datatype === 'FP16' ? fromFloat16(value) : value);
    if (!isExact) throw refusal(name, `value ${String(index)}: expected one that the model can take exactly, got ${String(value)}`);
  }
  return wide.finish(shape);
}

const LENGTH_BYTES = 4;

function readTexts(bytes: Buffer, { name, size }: Pick<SentTensor, 'name' | 'size'>): string[] {
  const texts: string[] = [];
  let at = 0;
  while (at + LENGTH_BYTES <= bytes.length && texts.length < size) {
    const start = at + LENGTH_BYTES;
    at = start + bytes.readUInt32LE(at);
    texts.push(bytes.toString('utf8', start, at));
  }
  if (texts.length === size && at === bytes.length) return texts;
  throw refusal(
    name,
    `expected ${String(size)} texts behind their lengths in ${String(bytes.length)} bytes, got ${String(texts.length)} up to byte ${String(at)}`,
  );
}
