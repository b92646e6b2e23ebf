import { z } from 'zod';
import { defineRoute, type RequestSchemas, type Route } from '../define-route.js';
import { inferenceReply, inferenceRequest, type InferenceRequest } from '../protocol/inference-request.js';
import { readFeeds, requestedOutputs } from '../protocol/read-feeds.js';
import { describeTensor, writeTensor } from '../protocol/write-tensor.js';
import { modelVersionPath, referenceOf } from './model-path.js';

const tensorDescription = z.object({ name: z.string(), datatype: z.string(), shape: z.array(z.int()) });

/** Routes of the protocol about one model, each with and without a version in its path. */
export const inferenceModelRoutes: readonly Route[] = ['/v2/models/:model', '/v2/models/:model/versions/:version'].flatMap((path) => [
  describeModel(path),
  modelReady(`${path}/ready`),
  infer(`${path}/infer`),
]);

function describeModel(path: string): Route {
  return defineRoute({
    method: 'GET',
    path,
    summary: 'Inputs and outputs of a model',
    request: { params: modelVersionPath },
    replies: {
      200: z.object({
        name: z.string(),
        versions: z.array(z.string()),
        platform: z.string(),
        inputs: z.array(tensorDescription),
        outputs: z.array(tensorDescription),
      }),
    },
    problems: ['MODEL_UNKNOWN', 'MODEL_NOT_READY', 'MODEL_REFERENCE_INVALID'],

    handle: ({ params }, { models }) =>
      models.use(referenceOf(params), ({ name, version, session }) =>
        Promise.resolve({
          status: 200,
          body: {
            name,
            versions: [String(version)],
            platform: 'onnxruntime_onnx',
            inputs: session.inputs.map(describeTensor),
            outputs: session.outputs.map(describeTensor),
          },
        }),
      ),
  });
}

function modelReady(path: string): Route {
  return defineRoute({
    method: 'GET',
    path,
    summary: 'Whether a model is ready for inference',
    request: { params: modelVersionPath },
    replies: { 200: z.object({ name: z.string(), ready: z.literal(true) }) },
    problems: ['MODEL_UNKNOWN', 'MODEL_NOT_READY', 'MODEL_REFERENCE_INVALID'],

    handle: ({ params }, { models }) =>
      models.use(referenceOf(params), ({ name }) => Promise.resolve({ status: 200, body: { name, ready: true } })),
  });
}

function infer(path: string): Route {
  return defineRoute({
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
        const results = await model.session.run(feeds);
        metrics.countPredictions(model, Object.values(feeds)[0]?.shape[0] ?? 1);
        return { status: 200, body: { model_name: model.name, model_version: String(model.version), ...idOf(body), outputs: [] } };
      }),
  });
}
