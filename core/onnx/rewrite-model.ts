import { LeatError } from '../errors.js';
import { ByteWriter } from './byte-writer.js';
import { messages, type Message } from './messages.js';
import { readMessage, writeMessage } from './protobuf.js';
import { wireFields, writeSized } from './wire-fields.js';

export interface ModelChanges {
  /** Names of outputs that the graph loses, with the nodes that only make these. */
  readonly droppedOutputs: readonly string[];
  /** Values of the graph that become outputs. */
  readonly outputs: readonly Message<'ValueInfo'>[];
  /** The bytes of tensors whose data lies in other files; asked for each of them. */
  readonly externalData: (tensor: Message<'Tensor'>) => Uint8Array;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * An ONNX file with other outputs, as one file. What it has inside is copied byte by byte, so that fields which Leat
 * does not know stay as they are.
 */
export function rewriteModel(model: Uint8Array, changes: ModelChanges): Uint8Array {
  const metadataProps = Object.entries(changes.metadata).map(([key, value]) => ({ key, value }));
  const writer = new ByteWriter();
  for (const field of wireFields(model)) {
    if (field.number === messages.Model.graph[0]) writeSized(writer, field.number, rewriteGraph(field.content, changes));
    else writer.append(field.bytes);
  }
  writer.append(writeMessage('Model', { metadataProps }));
  return writer.bytes.slice();
}

/** The wire format lets fields come in any order, repeated ones between others too. */
function rewriteGraph(graph: Uint8Array, { droppedOutputs, outputs, externalData }: ModelChanges): Uint8Array {
  const writer = new ByteWriter();
  for (const { number, content, bytes } of wireFields(graph)) {
    if (number === messages.Graph.outputs[0] && droppedOutputs.includes(readMessage('ValueInfo', content).name ?? '')) continue;
    if (number === messages.Graph.nodes[0] && isDropped(readMessage('Node', content), droppedOutputs)) continue;
    if (number === messages.Graph.initializers[0]) writeSized(writer, number, inlineTensor(content, externalData));
    else writer.append(bytes);
  }
  writer.append(writeMessage('Graph', { outputs }));
  return writer.bytes;
}

function isDropped({ outputs = [] }: Message<'Node'>, dropped: readonly string[]): boolean {
  return outputs.length > 0 && outputs.every((name) => dropped.includes(name));
}

/** With its bytes inside, and without the word on where they lay. */
function inlineTensor(content: Uint8Array, externalData: ModelChanges['externalData']): Uint8Array {
  const tensor = readMessage('Tensor', content);
  if ((tensor.externalData?.length ?? 0) === 0) return content;
  const { externalData: places, dataLocation, rawData } = messages.Tensor;
  const gone: readonly number[] = [places[0], dataLocation[0], rawData[0]];
  const writer = new ByteWriter();
  for (const { number, bytes } of wireFields(content)) if (!gone.includes(number)) writer.append(bytes);
  writeSized(writer, rawData[0], externalData(tensor));
  return writer.bytes;
}

/** For whoever has no other files: a tensor whose data lies there is refused. */
export function missingData({ name = '' }: Message<'Tensor'>): Uint8Array {
  throw new LeatError('ONNX_EXTERNAL_DATA', `tensor "${name}": expected its data inside the model, got a reference to another file`, {
    details: { tensor: name },
  });
}
