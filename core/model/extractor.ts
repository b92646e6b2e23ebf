import { LeatError } from '../errors.js';
import type { ForeignGraph } from '../onnx/foreign-graph.js';
import type { GraphInputInfo } from '../onnx/graph-runner.js';
import type { Schema } from '../table/column.js';
import { requireColumns } from '../table/require-columns.js';
import { bindInputs, interfaceRefusal } from './bind-inputs.js';
import type { BoundInput } from './tensor-binding.js';

/** A graph that was made elsewhere and turns columns into others, for trainers to learn from. */
export interface Extractor {
  /** Digest of the ONNX file, which is whole in itself. */
  readonly graph: string;
  /** The columns that it reads, of the types that the table has. */
  readonly columns: Schema;
  readonly inputs: readonly BoundInput[];
  readonly outputs: readonly ExtractedOutput[];
}

/** An output of the graph, shape [rows] or [rows, columns], and the columns that it is taken apart into. */
export interface ExtractedOutput {
  readonly name: string;
  readonly columns: readonly string[];
}

/** An extractor with its graph: what stands in front of a recipe in a model. */
export interface Front {
  readonly extractor: Extractor;
  readonly graph: ForeignGraph;
}

interface Wanted {
  readonly schema: Schema;
  /** In the order of the graph's inputs, and within each in the order of its features. */
  readonly columns?: readonly string[] | undefined;
  /** All that are floats when left out. */
  readonly outputs?: readonly string[] | undefined;
}

/**
 * Which columns of a table a graph reads, and which outputs it is asked for.
 *
 * @throws LeatError `PRETRAINED_INTERFACE`, `SCHEMA_COLUMN_MISSING`, or `SCHEMA_TYPE_MISMATCH` where texts meet numbers.
 */
export function bindExtractor(graph: ForeignGraph, wanted: Wanted): Pick<Extractor, 'columns' | 'inputs'> & { outputs: readonly string[] } {
  const single = graph.inputs.find(({ shape }) => typeof shape[0] === 'number' && shape[0] > 0);
  if (single !== undefined) throw interfaceRefusal('expected an input of any number of rows', [single]);
  const inputs = bindInputs(graph.inputs, wanted.columns);
  const names = new Set(inputs.flatMap(({ columns }) => columns));
  requireColumns(names, wanted.schema);
  const columns = wanted.schema.filter(({ name }) => names.has(name));
  for (const input of inputs) requireTypes(input, columns);
  return { columns, inputs, outputs: chooseOutputs(graph.outputs, wanted.outputs) };
}

function requireTypes({ name: tensor, type, columns: names }: BoundInput, schema: Schema): void {
  const stranger = schema.find((field) => names.includes(field.name) && (field.type === 'string') !== (type === 'string'));
  if (stranger === undefined) return;
  const expected = type === 'string' ? 'texts' : 'numbers';
  const message = `column "${stranger.name}": expected ${expected} for input "${tensor}" (${type}), got ${stranger.type}`;
  throw new LeatError('SCHEMA_TYPE_MISMATCH', message, { details: { column: stranger.name, expected, received: stranger.type } });
}

function chooseOutputs(outputs: readonly GraphInputInfo[], wanted: readonly string[] | undefined): readonly string[] {
  const numeric = outputs.filter(({ type }) => type !== 'string' && type !== 'other');
  if (wanted === undefined) {
    const floats = numeric.filter(({ type }) => type.startsWith('float')).map(({ name }) => name);
    if (floats.length > 0) return floats;
    throw interfaceRefusal('expected an output of floats', outputs);
  }
  const stranger = wanted.find((name) => !numeric.some((output) => output.name === name));
  if (stranger === undefined) return wanted;
  throw interfaceRefusal(`expected an output of numbers named "${stranger}"`, outputs);
}

/**
 * Columns for an output of a shape: named as the output, with a number each where there are several.
 *
 * @param shape - As the graph has answered a trial of `rows` rows.
 * @throws LeatError `PRETRAINED_INTERFACE` when it is neither [rows] nor [rows, columns].
 */
export function extractedOutput(
  name: string,
  shape: readonly number[],
  { rows, prefix }: { rows: number; prefix: string },
): ExtractedOutput {
  const [answered, width = 1, ...more] = shape;
  if (answered !== rows || width === 0 || more.length > 0) {
    const expected = `expected output "${name}" of shape [rows] or [rows, columns] for ${String(rows)} rows`;
    throw interfaceRefusal(expected, [{ name, type: 'float32', shape }]);
  }
  const columns = Array.from({ length: width }, (_, index) => (width === 1 ? `${prefix}${name}` : `${prefix}${name}_${String(index)}`));
  return { name, columns };
}

/** The columns that an extractor makes. */
export function extractedFields({ outputs }: Extractor): Schema {
  return outputs.flatMap(({ columns }) => columns.map((name) => ({ name, type: 'number' as const })));
}

/** The columns that rows must bring: what an extractor makes need not be among them, but what it reads. */
export function rawColumns(needed: Schema, extractor: Extractor | undefined): Schema {
  if (extractor === undefined) return needed;
  const made = new Set(extractedFields(extractor).map(({ name }) => name));
  const raw = needed.filter(({ name }) => !made.has(name));
  return [...raw, ...extractor.columns.filter(({ name }) => !raw.some((field) => field.name === name))];
}
