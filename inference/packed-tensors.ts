import type { ElementType, Tensor } from '../core/onnx/graph-runner.js';
import { tensorArrays, tensorOf } from '../core/onnx/tensor-arrays.js';
import type { Tensors } from './tensors.js';

interface PackedTensor {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
  /** Where its values begin in the buffer, in bytes; for texts the texts themselves. */
  readonly values: number | readonly string[];
  /** How many values. */
  readonly size: number;
}

/** Tensors on their way between threads: one buffer that moves instead of being copied, however many they are. */
export interface PackedTensors {
  readonly buffer: ArrayBuffer;
  readonly tensors: readonly PackedTensor[];
}

/** The widest element has 8 bytes, and a typed array must begin at a multiple of its element's size. */
const ALIGNMENT = 8;

/** Joins tensors of the same names row after row: what is packed together runs together. */
export function packTensors(requests: readonly Tensors[]): PackedTensors {
  const [first = {}] = requests;
  const layout: PackedTensor[] = [];
  let sizeBytes = 0;
  for (const name of Object.keys(first)) {
    const parts = requests.map((tensors) => tensorNamed(tensors, name));
    const packed = describe(name, parts, sizeBytes);
    layout.push(packed);
    if (packed.type !== 'string') sizeBytes += aligned(packed.size * tensorArrays[packed.type].BYTES_PER_ELEMENT);
  }
  const bytes = new Uint8Array(sizeBytes);
  for (const { name, values } of layout) if (typeof values === 'number') copyParts(requests, name, { bytes, start: values });
  return { buffer: bytes.buffer, tensors: layout };
}

/** Views of the buffer, no copies. */
export function unpackTensors({ buffer, tensors }: PackedTensors): Record<string, Tensor> {
  const unpacked: Record<string, Tensor> = {};
  for (const { name, type, shape, values, size } of tensors) {
    if (typeof values !== 'number') unpacked[name] = { type: 'string', shape, data: values };
    else if (type !== 'string') unpacked[name] = tensorOf(type, shape, new tensorArrays[type](buffer, values, size));
  }
  return unpacked;
}

function describe(name: string, parts: readonly Tensor[], start: number): PackedTensor {
  const [first] = parts;
  if (first === undefined) throw new Error('invariant: a pack has at least one request');
  const { type, shape } = first;
  let size = 0;
  let rows = 0;
  for (const part of parts) {
    size += part.data.length;
    rows += part.shape[0] ?? 0;
  }
  const joined = parts.length === 1 ? shape : [rows, ...shape.slice(1)];
  const texts =
    parts.length === 1 && type === 'string' ? first.data : parts.flatMap(({ type: kind, data }) => (kind === 'string' ? data : []));
  return { name, type, shape: joined, values: type === 'string' ? texts : start, size };
}

function copyParts(requests: readonly Tensors[], name: string, { bytes, start }: { bytes: Uint8Array; start: number }): void {
  let offset = start;
  for (const tensors of requests) {
    const { type, data } = tensorNamed(tensors, name);
    if (type === 'string') return;
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
    offset += data.byteLength;
  }
}

function tensorNamed(tensors: Tensors, name: string): Tensor {
  const tensor = tensors[name];
  if (tensor === undefined) throw new Error(`invariant: requests that are packed together have the same tensors, "${name}" too`);
  return tensor;
}

function aligned(size: number): number {
  return Math.ceil(size / ALIGNMENT) * ALIGNMENT;
}

/** To move a buffer costs more than to copy so few bytes. */
const LEAST_MOVED_BYTES = 16_384;

/** As packTensors, of tensors that are given away: one that has a large buffer for itself is not copied, the buffer moves. */
export function packGiven(requests: readonly Tensors[]): PackedTensors {
  const [only, second] = requests;
  return (only !== undefined && second === undefined ? asItIs(only) : null) ?? packTensors(requests);
}

function asItIs(tensors: Tensors): PackedTensors | null {
  const [[name, tensor] = [], second] = Object.entries(tensors);
  if (name === undefined || tensor === undefined || second !== undefined || tensor.type === 'string') return null;
  const { type, shape, data } = tensor;
  const { buffer, byteLength } = data;
  if (byteLength < LEAST_MOVED_BYTES || byteLength !== buffer.byteLength || !(buffer instanceof ArrayBuffer)) return null;
  return { buffer, tensors: [{ name, type, shape, values: 0, size: data.length }] };
}
