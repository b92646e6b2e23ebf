import { freeBytes } from '../../inference/free-bytes.js';
import { defineRoute } from '../define-route.js';
import { inferenceReply, inferenceRequest } from '../protocol/inference-request.js';
import { readRequest } from '../protocol/read-request.js';
import { JSON_LENGTH_HEADER, writeReply } from '../protocol/write-reply.js';
import { keyInRequest, keyOf } from '../traffic/key-of.js';
import { askedByTensors, saidByTensors } from '../traffic/read-tensors.js';
import { modelVersionPath, onModelPaths, referenceOf } from './model-path.js';

export const inferRoutes = onModelPaths('/infer', (path) =>
  defineRoute({
    method: 'POST',
    path,
    summary: 'Run a model on tensors',
    role: 'viewer',
    request: { params: modelVersionPath, bytes: inferenceRequest },
    replies: { 200: inferenceReply },
    problems: [
      'MODEL_UNKNOWN',
      'MODEL_NOT_READY',
      'MODEL_REFERENCE_INVALID',
      'REQUEST_INVALID',
      'TENSOR_INVALID',
      'INFERENCE_FAILED',
      'INFERENCE_OVERLOADED',
      'INFERENCE_TIMED_OUT',
    ],

    handle: ({ params, bytes, headers, isAbandoned }, { traffic, metrics }) => {
      const given = headers[JSON_LENGTH_HEADER];
      const jsonBytes = given === undefined ? undefined : lengthIn(given);
      const key = (): string | undefined => keyInRequest(bytes.subarray(0, jsonBytes)) ?? keyOf(headers);
      const forget = (): void => {
        freeBytes(bytes);
      };
      return traffic.answer({ reference: referenceOf(params), key, forget }, async (model) => {
        const request = readRequest(bytes, model, jsonBytes);
        const outputs = request.outputs.map(({ name }) => name);
        const results = await model.session.run(request.feeds, { outputs, timeoutMs: request.timeoutMs, isAbandoned });
        const rows = Object.values(request.feeds)[0]?.shape[0] ?? 1;
        metrics.countPredictions(model, rows);
        return {
          reply: writeReply(model, request, results),
          rows,
          predictions: () => saidByTensors(results, model.card.signature),
          inputs: () => askedByTensors(readRequest(bytes, model, jsonBytes).feeds, model.card.signature), // those above were given away
        };
      });
    },
  }),
);

/** NaN for what is no length, which is refused where the body is read. */
function lengthIn(header: string | readonly string[]): number {
  return typeof header === 'string' && /^\d+$/.test(header) ? Number(header) : NaN;
}
