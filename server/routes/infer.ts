import { defineRoute } from '../define-route.js';
import { inferenceReply, inferenceRequest } from '../protocol/inference-request.js';
import { readRequest } from '../protocol/read-request.js';
import { JSON_LENGTH_HEADER, writeReply } from '../protocol/write-reply.js';
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

    handle: ({ params, bytes, headers, isAbandoned }, { models, metrics }) =>
      models.use(referenceOf(params), async (model) => {
        const jsonBytes = headers[JSON_LENGTH_HEADER];
        const request = readRequest(bytes, model, jsonBytes === undefined ? undefined : Number(jsonBytes));
        const outputs = request.outputs.map(({ name }) => name);
        const results = await model.session.run(request.feeds, { outputs, timeoutMs: request.timeoutMs, isAbandoned });
        metrics.countPredictions(model, Object.values(request.feeds)[0]?.shape[0] ?? 1);
        return writeReply(model, request, results);
      }),
  }),
);
