import { z } from 'zod';
import { defineRoute } from '../define-route.js';
import { describeTensor } from '../protocol/write-reply.js';
import { modelVersionPath, onModelPaths, referenceOf } from './model-path.js';

const tensors = z.array(z.object({ name: z.string(), datatype: z.string(), shape: z.array(z.int()) }));

export const describeModelRoutes = onModelPaths('', (path) =>
  defineRoute({
    method: 'GET',
    path,
    summary: 'Inputs and outputs of a model',
    role: 'viewer',
    request: { params: modelVersionPath },
    replies: {
      200: z.object({ name: z.string(), versions: z.array(z.string()), platform: z.string(), inputs: tensors, outputs: tensors }),
    },
    problems: ['MODEL_UNKNOWN', 'MODEL_NOT_READY', 'MODEL_REFERENCE_INVALID'],

    handle: ({ params }, { models }) =>
      models.use(referenceOf(params), ({ name, version, session }) => {
        const inputs = session.inputs.map(describeTensor);
        const outputs = session.outputs.map(describeTensor);
        return { status: 200, body: { name, versions: [String(version)], platform: 'onnxruntime_onnx', inputs, outputs } };
      }),
  }),
);
