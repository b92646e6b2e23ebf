import { fastify } from 'fastify';
import { InferenceSession, Tensor } from 'onnxruntime-node';

// The peer `node-naive`: what one writes first. Everything on the main thread, nothing is checked.
// node node-naive.js MODEL.onnx PORT

const [model = '', port = ''] = process.argv.slice(2);
const session = await InferenceSession.create(model, { intraOpNumThreads: 1, logSeverityLevel: 3 });

interface Body {
  readonly inputs: readonly [{ readonly name: string; readonly shape: readonly number[]; readonly data: readonly number[] }];
}

const app = fastify({ bodyLimit: 64 * 1024 * 1024 });

app.post<{ Body: Body }>('/v2/models/trees/infer', async ({ body }) => {
  const [{ name, shape, data }] = body.inputs;
  const { label, probabilities } = await session.run({ [name]: new Tensor('float32', Float32Array.from(data), shape) });
  return {
    model_name: 'trees',
    model_version: '1',
    outputs: [
      { name: 'label', datatype: 'INT64', shape: label?.dims, data: Array.from(label?.data as BigInt64Array, Number) },
      { name: 'probabilities', datatype: 'FP32', shape: probabilities?.dims, data: Array.from(probabilities?.data as Float32Array) },
    ],
  };
});

await app.listen({ host: '127.0.0.1', port: Number(port) });
console.log('ready');
