import './no-telemetry.js'; // before ONNX Runtime is loaded
import { env, InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { LeatError, messageOf } from '../core/errors.js';
import { dataTypes, isElementType } from '../core/onnx/element-types.js';
import type { GraphInputInfo, GraphRunner, GraphSession, Tensor } from '../core/onnx/graph-runner.js';
import { tensorOf } from '../core/onnx/tensor-arrays.js';

/** Written into the card of a model that was trained with it. */
export const ONNX_RUNTIME_VERSION = env.versions.common;

export interface GraphRunnerOptions {
  /** Threads within one operator. One by default: sums then have one order, so equal inputs give equal bytes. */
  readonly threads?: number;
}

/**
 * Runs ONNX graphs by ONNX Runtime on the calling thread: a run blocks it, so call from a compute thread.
 *
 * @throws LeatError `ONNX_INVALID` when a graph cannot be loaded, `INFERENCE_FAILED` when a run fails.
 */
export function createGraphRunner({ threads = 1 }: GraphRunnerOptions = {}): GraphRunner {
  const options: InferenceSession.SessionOptions = {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    logSeverityLevel: 3, // errors only: what fails is thrown, and warnings would mix into the program's output
  };
  return {
    async open(model) {
      try {
        return sessionOf(await InferenceSession.create(model, options));
      } catch (cause) {
        throw new LeatError('ONNX_INVALID', `ONNX Runtime cannot load the graph: ${messageOf(cause)}`, { cause });
      }
    },
  };
}

function sessionOf(session: InferenceSession): GraphSession {
  return {
    inputs: session.inputMetadata.map(describe),
    outputs: session.outputMetadata.map(describe),
    async run(feeds, outputs) {
      try {
        const inputs = mapValues(feeds, toOrt);
        const results = await (outputs === undefined ? session.run(inputs) : session.run(inputs, outputs));
        return mapValues(results, fromOrt);
      } catch (cause) {
        if (cause instanceof LeatError) throw cause;
        throw new LeatError('INFERENCE_FAILED', `ONNX Runtime: ${messageOf(cause)}`, { cause });
      }
    },
    close: () => session.release(),
  };
}

function describe(value: InferenceSession.ValueMetadata): GraphInputInfo {
  if (!value.isTensor) return { name: value.name, type: 'other', shape: [] };
  return { name: value.name, type: isElementType(value.type) ? value.type : 'other', shape: value.shape };
}

/** Newer engines have an array of half-precision numbers, and ONNX Runtime takes nothing else where there is one. */
const Float16 = (globalThis as { Float16Array?: new (buffer: ArrayBufferLike, start: number, length: number) => Uint16Array }).Float16Array;

function toOrt({ type, data, shape }: Tensor): OrtTensor {
  if (type === 'float16' && Float16 !== undefined)
    return new OrtTensor(type, new Float16(data.buffer, data.byteOffset, data.length), shape);
  return new OrtTensor(type, data, shape);
}

/** No copy: a tensor of the output owns its memory. */
function fromOrt({ type, data, dims }: OrtTensor, name: string): Tensor {
  if (!isElementType(type)) {
    const known = Object.keys(dataTypes).join(', ');
    throw new LeatError('INFERENCE_FAILED', `output "${name}": expected a tensor of ${known}, got ${type}`);
  }
  if (type === 'float16') {
    const { buffer, byteOffset, length } = data as Uint16Array; // its own pairing, under the name of either engine
    return { type, data: new Uint16Array(buffer, byteOffset, length), shape: dims };
  }
  return tensorOf(type, dims, data);
}

function mapValues<From, To>(record: Readonly<Record<string, From>>, change: (value: From, name: string) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value, name)]));
}
