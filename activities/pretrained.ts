import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { LeatError } from '../core/errors.js';
import { adoptModel } from '../core/model/adopt-model.js';
import { feedsOf } from '../core/model/feeds.js';
import { SIGNATURE_KEY } from '../core/model/fuse.js';
import { readPredictions } from '../core/model/predictions.js';
import type { Signature } from '../core/model/signature.js';
import type { GraphRunner } from '../core/onnx/graph-runner.js';
import { inspectModel } from '../core/onnx/inspect-model.js';
import { pretrained } from '../core/pipeline/stages/pretrained.js';
import { numericColumn, stringColumn } from '../core/table/columns.js';
import { Table } from '../core/table/table.js';
import { ONNX_RUNTIME_VERSION } from '../inference/graph-runner.js';
import { resolveFiles } from '../sources/files/resolve-files.js';
import { digestOf } from '../stores/artifacts/digest.js';
import { defineActivity, type StageServices } from './define-activity.js';

type PretrainedParams = z.output<typeof pretrained.declaration.params>;

/** Gives a foreign file the inputs and outputs of a model of Leat's own, and tries it on a row. */
export const pretrainedActivity = defineActivity(pretrained, {
  async run(_inputs, params, { figure }, { graphs, source }) {
    const file = await readModel(params.path, source);
    const { signature, graph } = adopt(file, params);
    await requireAnswer(graph, { signature, graphs });

    figure('sizeBytes', graph.length);
    figure('columns', signature.inputs.length);
    const card = {
      signature,
      trainer: null,
      notes: { path: params.path, file: digestOf(file) },
      profile: null,
      provenance: { trainedOn: null, recipe: null, seed: null, versions: { onnxruntime: ONNX_RUNTIME_VERSION } },
    };
    return { model: { card, graph } };
  },

  fingerprint: async ({ path }, { source }) => digestOf(await readModel(path, source)),
});

async function readModel(path: string, { dataRoots }: StageServices['source']): Promise<Uint8Array> {
  const [file] = await resolveFiles(path, dataRoots);
  return readFile(file.path);
}

function adopt(file: Uint8Array, { target, columns, classes }: PretrainedParams): { signature: Signature; graph: Uint8Array } {
  const exported = inspectModel(file).metadata[SIGNATURE_KEY];
  if (exported !== undefined) return { signature: JSON.parse(exported) as Signature, graph: file }; // written by fuse; the trial run would tell
  if (target === undefined || columns === undefined) {
    throw new LeatError(
      'PARAMETER_INVALID',
      'pretrained: expected "target" and "columns" for a file without a signature of Leat, got only its path',
    );
  }
  return adoptModel(file, { target, columns, classes });
}

/** @throws LeatError `INFERENCE_FAILED` or `PREDICT_OUTPUT_INVALID` when the graph does not answer as its signature says. */
async function requireAnswer(graph: Uint8Array, { signature, graphs }: { signature: Signature; graphs: GraphRunner }): Promise<void> {
  const row = Table.of(signature.inputs.map(({ name, type }) => [name, type === 'string' ? stringColumn(['']) : numericColumn(type, [0])]));
  const session = await graphs.open(graph);
  try {
    readPredictions(await session.run(feedsOf(signature, row)), signature);
  } finally {
    await session.close();
  }
}
