import { defineRoute } from '../define-route.js';
import { inferenceReply, inferenceRequest } from '../protocol/inference-request.js';
import { readFeeds, requestedOutputs } from '../protocol/read-feeds.js';
import { writeTensors } from '../protocol/write-tensor.js';
import { modelVersionPath, onModelPaths, referenceOf } from './model-path.js';

export const inferRoutes = onModelPaths('/infer', (path) =>
  defineRoute({
    method: 'POST',
    path,
    summary: 'Run a model on tensors',
    request: { params: modelVersionPath, body: inferenceRequest },
    replies: { 200: inferenceReply },
    problems: ['MODEL_UNKNOWN', 'MODEL_NOT_READY', 'MODEL_REFERENCE_INVALID', 'TENSOR_INVALID', 'INFERENCE_FAILED', 'INFERENCE_OVERLOADED'],

    handle: ({ params, body }, { models, metrics }) =>
      models.use(referenceOf(params), async (model) => {
        const wanted = requestedOutputs(body, model);
        const feeds = readFeeds(body, model);
        const outputs = writeTensors(await model.session.run(feeds), wanted);
        metrics.countPredictions(model, Object.values(feeds)[0]?.shape[0] ?? 1);
        return { status: 200, body: { model_name: model.name, model_version: String(model.version), id: body.id, outputs } };
      }),
  }),
);
