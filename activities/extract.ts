import type { z } from 'zod';
import { LeatError } from '../core/errors.js';
import { bindExtractor, extractedFields, extractedOutput, type ExtractedOutput, type Extractor } from '../core/model/extractor.js';
import { encodeExtractor, FEATURES } from '../core/model/extractor-graph.js';
import { boundFeeds } from '../core/model/bind-session.js';
import { feedsOf } from '../core/model/feeds.js';
import { randomRows } from '../core/model/random-rows.js';
import type { Signature } from '../core/model/signature.js';
import { readForeignGraph } from '../core/onnx/foreign-graph.js';
import type { GraphSession } from '../core/onnx/graph-runner.js';
import { rewriteModel } from '../core/onnx/rewrite-model.js';
import { extract } from '../core/pipeline/stages/extract.js';
import { Random } from '../core/random.js';
import { numericColumn } from '../core/table/columns.js';
import { Table } from '../core/table/table.js';
import { digestOf } from '../stores/artifacts/digest.js';
import { keptTable } from '../stores/artifacts/tables.js';
import { defineActivity } from './define-activity.js';
import { externalData } from './external-data.js';
import { readModelFile } from './read-model-file.js';

/** Enough to tell whether rows are taken one by one or many at once. */
const TRIAL_ROWS = 3;

/** Every part is an artifact as soon as its columns are added: after a crash the stage goes on behind the last one. */
export const extractActivity = defineActivity(extract, {
  async run({ table }, params, { checkpoint, signal, progress, figure }, { artifacts, graphs, createTable, source }) {
    const file = await wholeFile(params, source);
    const graph = readForeignGraph(file);
    const bound = bindExtractor(graph, { schema: table.schema, columns: params.columns, outputs: params.outputs });
    const trial = await graphs.open(file);
    const outputs = await tryOut(trial, { ...bound, prefix: params.prefix });
    const extractor: Extractor = { graph: await artifacts.put(file), columns: bound.columns, inputs: bound.inputs, outputs };
    requireNewNames(extractor, table.schema);

    const session = await graphs.open(encodeExtractor({ extractor, graph }));
    try {
      const kept = keptTable(await checkpoint.load());
      const written = createTable(kept);
      let done = kept?.parts.length ?? 0;
      for await (const part of table.parts({ from: done })) {
        signal.throwIfCancelled();
        await written.append(await extractPart(part, { session, extractor }));
        await checkpoint.save(await written.kept());
        done++;
        progress(done / table.partCount);
      }
      figure('rows', table.rows);
      figure('columns', extractedFields(extractor).length);
      return { table: written, extractor };
    } finally {
      await session.close();
    }
  },

  fingerprint: async (params, { source }) => digestOf(await wholeFile(params, source)),
});

type ExtractParams = z.output<typeof extract.declaration.params>;

/** The model in one file: with the data of tensors that lie beside it. */
async function wholeFile(params: ExtractParams, source: Parameters<typeof readModelFile>[1]): Promise<Uint8Array> {
  const { content, folder } = await readModelFile(params, source);
  return rewriteModel(content, { droppedOutputs: [], outputs: [], externalData: externalData(folder), metadata: {} });
}

/** @throws LeatError `PRETRAINED_INTERFACE` when the graph answers in a shape that has no columns. */
async function tryOut(
  session: GraphSession,
  { columns, inputs, outputs, prefix }: Pick<Extractor, 'columns' | 'inputs'> & { outputs: readonly string[]; prefix: string },
): Promise<readonly ExtractedOutput[]> {
  try {
    const signature = signatureOf(columns);
    const rows = randomRows(signature, TRIAL_ROWS, new Random('trial'));
    const answers = await session.run(boundFeeds({ inputs }, feedsOf(signature, rows)), outputs);
    return outputs.map((name) => extractedOutput(name, answers[name]?.shape ?? [], { rows: TRIAL_ROWS, prefix }));
  } finally {
    await session.close();
  }
}

function signatureOf(columns: Extractor['columns']): Signature {
  return { task: 'anomaly', inputs: columns }; // of what it is for, feeds ask nothing
}

/** @throws LeatError `SCHEMA_COLUMN_DUPLICATE` */
function requireNewNames(extractor: Extractor, schema: Table['schema']): void {
  const names = [...schema, ...extractedFields(extractor)].map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice === undefined) return;
  const message = `extract: expected new names, got "${twice}", which is a column already: choose another prefix`;
  throw new LeatError('SCHEMA_COLUMN_DUPLICATE', message, { details: { column: twice } });
}

async function extractPart(part: Table, { session, extractor }: { session: GraphSession; extractor: Extractor }): Promise<Table> {
  const fields = extractedFields(extractor);
  const matrix = part.rows === 0 ? new Float64Array() : await featuresOf(part, { session, extractor });
  return Table.of([
    ...part.columns(),
    ...fields.map(({ name }, place) => {
      const values = Float64Array.from({ length: part.rows }, (_, row) => matrix[row * fields.length + place] ?? NaN);
      return [name, numericColumn('number', values)] as const;
    }),
  ]);
}

async function featuresOf(part: Table, { session, extractor }: { session: GraphSession; extractor: Extractor }): Promise<Float64Array> {
  const { [FEATURES]: features } = await session.run(feedsOf(signatureOf(extractor.columns), part));
  if (features?.type === 'float64') return features.data;
  throw new Error(`invariant: the graph around an extractor gives float64, got ${String(features?.type)}`);
}
