import { basename, dirname, resolve } from 'node:path';
import type { z } from 'zod';
import type { Config } from '../config/config.js';
import type { ModelContent } from '../core/model/model-card.js';
import type { pretrained } from '../core/pipeline/stages/pretrained.js';
import { Random } from '../core/random.js';
import { createTable } from '../stores/artifacts/tables.js';
import { ControlBlock } from './control-block.js';
import { createLog } from './log.js';
import { openThreadServices, threadSettings } from './thread-services.js';

/**
 * Reads an ONNX file as the stage `pretrained` does, outside a run.
 *
 * @throws LeatError `ONNX_*` for a file that cannot be served, `PRETRAINED_INTERFACE`, `PARAMETER_INVALID`.
 */
export async function readPretrained(config: Config, params: z.output<typeof pretrained.declaration.params>): Promise<ModelContent> {
  const { pretrainedActivity } = await import('../activities/pretrained.js'); // with ONNX Runtime, which no other command loads by this module
  const path = resolve(params.path);
  const log = createLog(config.log);
  const services = await openThreadServices(threadSettings(config), log);
  const { artifacts, metadata, graphs, trees, secret } = services;
  const signal = new ControlBlock();
  try {
    const random = new Random('import');
    const checkpoint = { load: () => Promise.resolve(undefined), save: () => Promise.resolve() };
    const context = { random, signal, log, checkpoint, progress: () => undefined, figure: () => undefined };
    const { model } = await pretrainedActivity.run({}, { ...params, path: basename(path) }, context, {
      artifacts,
      metadata,
      graphs,
      trees,
      // The person at the command line names the file: no data root has to hold it.
      source: { dataRoots: [dirname(path)], network: config.network, secret, signal },
      run: { id: 'import', pipeline: 'import', stage: 'pretrained', seed: 0 },
      decision: null,
      createTable: (kept) => createTable(artifacts, kept),
      keepPage: () => Promise.resolve(), // there is no run that it would belong to
    });
    return model;
  } finally {
    await metadata.close();
  }
}
