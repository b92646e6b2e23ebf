import type { Message } from './messages.js';
import { readMessage } from './protobuf.js';

/**
 * An ONNX file as plain objects, for inspection. Tensors are views of `bytes`.
 *
 * @throws LeatError `ONNX_INVALID`
 */
export function decodeModel(bytes: Uint8Array): Message<'Model'> {
  return readMessage('Model', bytes);
}
