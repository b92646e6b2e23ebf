import { z } from 'zod';
import { atLeast, definePipeline, deploy, evaluate, file, ingest, pretrained, register } from 'leat';

/** A model that was trained elsewhere is evaluated here, and deployed when it is good enough. */
export default definePipeline({
  name: 'pretrained',
  description: 'A model of penguins that comes as an ONNX file, as `leat models export penguins` writes it.',
  params: z.strictObject({
    model: z.string().default('penguins.onnx').describe('the ONNX file, in a data root'),
    accuracy: z.number().min(0).max(1).default(0.95).describe('that it must reach'),
  }),
  build({ model: path, accuracy }) {
    const birds = ingest({ source: file('penguins.json') });
    const model = pretrained({ path });
    const evaluation = evaluate({ model, test: birds });
    const version = register({ model, evaluation, name: 'penguins-pretrained', when: atLeast('accuracy', accuracy) });
    return { deployed: deploy({ version, alias: 'champion' }), evaluation };
  },
});
