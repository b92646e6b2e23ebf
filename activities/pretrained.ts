import type { z } from 'zod';
import { LeatError } from '../core/errors.js';
import { adoptModel } from '../core/model/adopt-model.js';
import { bindSession } from '../core/model/bind-session.js';
import { feedsOf } from '../core/model/feeds.js';
import { SIGNATURE_KEY } from '../core/model/fuse.js';
import { readPredictions } from '../core/model/predictions.js';
import { randomRows } from '../core/model/random-rows.js';
import type { Signature } from '../core/model/signature.js';
import type { GraphRunner } from '../core/onnx/graph-runner.js';
import { inspectModel } from '../core/onnx/inspect-model.js';
import { pretrained } from '../core/pipeline/stages/pretrained.js';
import { Random } from '../core/random.js';
import { ONNX_RUNTIME_VERSION } from '../inference/graph-runner.js';
import { digestOf } from '../stores/artifacts/digest.js';
import { defineActivity } from './define-activity.js';
import { externalData } from './external-data.js';
import { readModelFile } from './read-model-file.js';

type PretrainedParams = z.output<typeof pretrained.declaration.params>;

/** Takes a foreign file as a model: finds out its signature, and tries it on rows. */
export const pretrainedActivity = defineActivity(pretrained, {
  async run(_inputs, params, { figure }, { graphs, source }) {
    const file = await readModelFile(params, source);
    const { signature, graph } = adopt(file.content, params, file.folder);
    await requireAnswer(graph, { signature, graphs });

    figure('sizeBytes', graph.length);
    figure('columns', signature.inputs.length);
    const card = {
      signature,
      trainer: null,
      notes: { path: params.path, file: digestOf(file.content) },
      profile: null,
      provenance: { trainedOn: null, recipe: null, seed: null, versions: { onnxruntime: ONNX_RUNTIME_VERSION } },
    };
    return { model: { card, graph } };
  },

  fingerprint: async (params, { source }) => digestOf((await readModelFile(params, source)).content),
});

function adopt(
  file: Uint8Array,
  { target, columns, classes, inputs }: PretrainedParams,
  folder: string,
): { signature: Signature; graph: Uint8Array } {
  const exported = inspectModel(file).metadata[SIGNATURE_KEY];
  if (exported !== undefined) return { signature: JSON.parse(exported) as Signature, graph: file }; // written by Leat; the trial run would tell
  return adoptModel(file, { target, columns, classes, inputs, externalData: externalData(folder) });
}

/** Enough to tell whether rows are taken one by one or many at once. */
const TRIAL_ROWS = 3;

/** @throws LeatError `INFERENCE_FAILED` or `PREDICT_OUTPUT_INVALID` when the graph does not answer as its signature says. */
async function requireAnswer(graph: Uint8Array, { signature, graphs }: { signature: Signature; graphs: GraphRunner }): Promise<void> {
  const session = await graphs.open(graph);
  try {
    const rows = randomRows(signature, TRIAL_ROWS, new Random('trial'));
    const predictions = readPredictions(await bindSession(session, signature).run(feedsOf(signature, rows)), signature);
    if (predictions.rows === TRIAL_ROWS) return;
    throw new LeatError(
      'PREDICT_OUTPUT_INVALID',
      `expected ${String(TRIAL_ROWS)} predictions for as many rows, got ${String(predictions.rows)}`,
    );
  } finally {
    await session.close();
  }
}
