import { ByteReader } from './byte-reader.js';
import { ByteWriter } from './byte-writer.js';
import { messages, type FieldType, type ItemType, type Message, type MessageName } from './messages.js';

// Protocol Buffers' wire format, driven by the table in messages.ts. A field is a varint key
// (number << 3 | wire type), then what the wire type says; repeated numbers share one field ("packed").
// See https://protobuf.dev/programming-guides/encoding/

const VARINT = 0;
const EIGHT_BYTES = 1;
const LENGTH_AND_BYTES = 2;
const FOUR_BYTES = 5;

interface Field {
  readonly name: string;
  readonly number: number;
  readonly type: ItemType;
  readonly repeated: boolean;
}

/** The table in the form that writing and reading need. */
const fieldsOf = new Map<string, readonly Field[]>(
  Object.entries(messages).map(([message, fields]) => [
    message,
    Object.entries<readonly [number, FieldType]>(fields).map(([name, [number, type]]) => ({
      name,
      number,
      type: type.replace('[]', '') as ItemType, // the template type FieldType admits nothing else
      repeated: type.endsWith('[]'),
    })),
  ]),
);

/** Fields are written in the order of the table, so equal messages give equal bytes. */
export function writeMessage<Name extends MessageName>(name: Name, message: Message<Name>): Uint8Array {
  const writer = new ByteWriter();
  writeFields(writer, name, message);
  return writer.bytes;
}

function writeFields(writer: ByteWriter, name: MessageName, message: object): void {
  const values = new Map<string, unknown>(Object.entries(message));
  for (const field of fieldsOf.get(name) ?? []) {
    const value = values.get(field.name);
    if (value === undefined) continue;
    const items: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (field.repeated && isNumeric(field.type)) {
      writeSized(writer, field.number, (packed) => {
        for (const item of items) writeItem(packed, field.type, item);
      });
    } else {
      for (const item of items) writeField(writer, field, item);
    }
  }
}

function writeField(writer: ByteWriter, { number, type }: Field, item: unknown): void {
  if (!isNumeric(type)) {
    writeSized(writer, number, (content) => {
      writeItem(content, type, item);
    });
    return;
  }
  writer.varint(number * 8 + (type === 'int' ? VARINT : FOUR_BYTES));
  writeItem(writer, type, item);
}

function writeSized(writer: ByteWriter, number: number, write: (content: ByteWriter) => void): void {
  const content = new ByteWriter();
  write(content);
  writer.varint(number * 8 + LENGTH_AND_BYTES);
  writer.varint(content.bytes.length);
  writer.append(content.bytes);
}

/** Each cast repeats what Message<Name> promised for this type. */
function writeItem(writer: ByteWriter, type: ItemType, item: unknown): void {
  if (type === 'int') writer.varint(item as number);
  else if (type === 'float') writer.float(item as number);
  else if (type === 'string') writer.text(item as string);
  else if (type === 'bytes') writer.append(item as Uint8Array);
  else if (item instanceof Uint8Array) writer.append(item);
  else writeFields(writer, type, item as object);
}

/** A message that is encoded already: it is written as it is. */
export function encoded<Name extends MessageName>(_name: Name, bytes: Uint8Array): Message<Name> {
  return bytes as unknown as Message<Name>; // only writeItem sees it, which tells the two apart
}

/**
 * Fields that the table does not name are skipped.
 *
 * @throws LeatError `ONNX_INVALID` where the bytes end too early or are not of this format.
 */
export function readMessage<Name extends MessageName>(name: Name, bytes: Uint8Array): Message<Name> {
  const message: Record<string, unknown> = {};
  const reader = new ByteReader(bytes);
  while (!reader.isAtEnd) {
    const key = reader.varint();
    const wire = key % 8;
    const field = fieldsOf.get(name)?.find(({ number }) => number === Math.floor(key / 8));
    if (field === undefined || !isExpected(field, wire)) {
      skip(reader, wire);
      continue;
    }
    const items = isNumeric(field.type) && wire === LENGTH_AND_BYTES ? readPacked(reader, field.type) : [readItem(reader, field.type)];
    const earlier = message[field.name];
    if (field.repeated) message[field.name] = Array.isArray(earlier) ? append(earlier, items) : items;
    else message[field.name] = items.at(-1);
  }
  return message as Message<Name>; // filled field by field from the table that the type is made of
}

/** In place: a graph may have millions of nodes. */
function append(list: unknown[], items: readonly unknown[]): unknown[] {
  for (const item of items) list.push(item);
  return list;
}

function isExpected({ type, repeated }: Field, wire: number): boolean {
  if (!isNumeric(type)) return wire === LENGTH_AND_BYTES;
  return wire === (type === 'int' ? VARINT : FOUR_BYTES) || (repeated && wire === LENGTH_AND_BYTES);
}

function readPacked(reader: ByteReader, type: ItemType): unknown[] {
  const packed = new ByteReader(reader.take(reader.varint()));
  const items: unknown[] = [];
  while (!packed.isAtEnd) items.push(readItem(packed, type));
  return items;
}

function readItem(reader: ByteReader, type: ItemType): unknown {
  if (type === 'int') return reader.varint();
  if (type === 'float') return reader.float();
  if (type === 'string') return reader.text();
  const content = reader.take(reader.varint());
  return type === 'bytes' ? content : readMessage(type, content);
}

function skip(reader: ByteReader, wire: number): void {
  if (wire === VARINT) reader.varint();
  else if (wire === EIGHT_BYTES) reader.take(8);
  else if (wire === LENGTH_AND_BYTES) reader.take(reader.varint());
  else if (wire === FOUR_BYTES) reader.take(4);
  else throw reader.refusal(`a known wire type, got ${String(wire)}`);
}

function isNumeric(type: ItemType): boolean {
  return type === 'int' || type === 'float';
}
