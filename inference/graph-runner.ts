import { env, InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { LeatError, messageOf } from '../core/errors.js';
import type { GraphInputInfo, GraphRunner, GraphSession, Tensor } from '../core/onnx/graph-runner.js';

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
    async run(feeds) {
      try {
        const results = await session.run(mapValues(feeds, toOrt));
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

/** A record, so that a new element type does not compile until it is named here. */
const elementTypes: Readonly<Record<Tensor['type'], true>> = {
  float32: true,
  float64: true,
  int32: true,
  int64: true,
  bool: true,
  string: true,
};

function isElementType(type: string): type is Tensor['type'] {
  return type in elementTypes;
}

function toOrt({ type, data, shape }: Tensor): OrtTensor {
  return new OrtTensor(type, data, shape);
}

/** No copy: a tensor of the output owns its memory. */
function fromOrt(tensor: OrtTensor, name: string): Tensor {
  if (!isElementType(tensor.type)) {
    throw new LeatError(
      'INFERENCE_FAILED',
      `output "${name}": expected a tensor of ${Object.keys(elementTypes).join(', ')}, got ${tensor.type}`,
    );
  }
  const { type, data, dims } = tensor;
  return { type, data, shape: dims } as Tensor; // ONNX Runtime pairs type and data as Tensor does
}

function mapValues<From, To>(record: Readonly<Record<string, From>>, change: (value: From, name: string) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value, name)]));
}
