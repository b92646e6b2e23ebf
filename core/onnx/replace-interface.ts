import { ByteReader } from './byte-reader.js';
import { ByteWriter } from './byte-writer.js';
import { messages, type Message } from './messages.js';
import { readMessage, writeMessage } from './protobuf.js';

export interface NewInterface {
  /** Names of the inputs that are taken away: nodes of `before` make these values now. */
  readonly replacedInputs: readonly string[];
  readonly inputs: readonly Message<'ValueInfo'>[];
  readonly before: readonly Message<'Node'>[];
  readonly after: readonly Message<'Node'>[];
  readonly initializers: readonly Message<'Tensor'>[];
  /** Beside those that the graph has. */
  readonly outputs: readonly Message<'ValueInfo'>[];
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * An ONNX file with other inputs in front of its graph and more outputs behind it. What it has inside is
 * copied byte by byte, so that fields which Leat does not know stay as they are.
 */
export function replaceInterface(model: Uint8Array, change: NewInterface): Uint8Array {
  const metadataProps = Object.entries(change.metadata).map(([key, value]) => ({ key, value }));
  const writer = new ByteWriter();
  for (const field of fieldsOf(model)) {
    if (field.number === messages.Model.graph[0]) writeSized(writer, field.number, changedGraph(field.content, change));
    else writer.append(field.bytes);
  }
  writer.append(writeMessage('Model', { metadataProps }));
  return writer.bytes.slice();
}

/** The wire format lets fields come in any order; nodes have to be sorted, hence two lists of them. */
function changedGraph(graph: Uint8Array, { replacedInputs, inputs, before, after, initializers, outputs }: NewInterface): Uint8Array {
  const writer = new ByteWriter();
  writer.append(writeMessage('Graph', { inputs, nodes: before }));
  for (const { number, content, bytes } of fieldsOf(graph)) {
    const isReplaced = number === messages.Graph.inputs[0] && replacedInputs.includes(readMessage('ValueInfo', content).name ?? '');
    if (!isReplaced) writer.append(bytes);
  }
  writer.append(writeMessage('Graph', { nodes: after, initializers, outputs }));
  return writer.bytes;
}

interface WireField {
  readonly number: number;
  /** Key, length and content. */
  readonly bytes: Uint8Array;
  /** Empty for a field that is a number. */
  readonly content: Uint8Array;
}

function* fieldsOf(message: Uint8Array): Generator<WireField> {
  const reader = new ByteReader(message);
  while (!reader.isAtEnd) {
    const key = reader.varint();
    const writer = new ByteWriter();
    writer.varint(key);
    const content = copyValue(key % 8, reader, writer);
    yield { number: Math.floor(key / 8), bytes: writer.bytes, content };
  }
}

const NOTHING = new Uint8Array();

/** @see https://protobuf.dev/programming-guides/encoding/: the wire types. */
function copyValue(wireType: number, reader: ByteReader, writer: ByteWriter): Uint8Array {
  switch (wireType) {
    case 0:
      writer.varint(reader.varint());
      return NOTHING;
    case 1:
      writer.append(reader.take(8));
      return NOTHING;
    case 2: {
      const content = reader.take(reader.varint());
      writer.varint(content.length);
      writer.append(content);
      return content;
    }
    case 5:
      writer.append(reader.take(4));
      return NOTHING;
    default:
      throw reader.refusal(`a known wire type, got ${String(wireType)}`);
  }
}

function writeSized(writer: ByteWriter, number: number, content: Uint8Array): void {
  writer.varint(number * 8 + 2);
  writer.varint(content.length);
  writer.append(content);
}
