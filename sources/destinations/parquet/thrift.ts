import { ByteWriter } from '../../../core/onnx/byte-writer.js';

/** What a field of a Thrift message holds. */
export type ThriftValue =
  | { readonly i32: number }
  | { readonly i64: number }
  | { readonly bool: boolean }
  | { readonly text: string }
  | { readonly struct: ThriftStruct }
  | { readonly list: readonly ThriftValue[] };

/** By field id. */
export type ThriftStruct = Readonly<Record<number, ThriftValue>>;

const STRUCT = 12;

/** A struct in Thrift's compact protocol. @see https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md */
export function encodeThrift(struct: ThriftStruct): Uint8Array {
  const writer = new ByteWriter();
  writeStruct(writer, struct);
  return writer.bytes.slice();
}

function writeStruct(writer: ByteWriter, struct: ThriftStruct): void {
  let last = 0;
  for (const [key, value] of Object.entries(struct)) {
    const id = Number(key); // integer keys come in rising order
    byte(writer, ((id - last) << 4) | typeOf(value)); // ids of Parquet are less than 15 apart
    last = id;
    if (!('bool' in value)) writeValue(writer, value); // a boolean is in its type
  }
  byte(writer, 0);
}

function typeOf(value: ThriftValue): number {
  if ('bool' in value) return value.bool ? 1 : 2;
  if ('i32' in value) return 5;
  if ('i64' in value) return 6;
  if ('text' in value) return 8;
  return 'list' in value ? 9 : STRUCT;
}

function writeValue(writer: ByteWriter, value: ThriftValue): void {
  if ('i32' in value) writer.varint(zigzag(value.i32));
  else if ('i64' in value) writer.varint(zigzag(value.i64));
  else if ('text' in value) {
    const bytes = new TextEncoder().encode(value.text);
    writer.varint(bytes.length);
    writer.append(bytes);
  } else if ('list' in value) {
    const [first] = value.list;
    const type = first === undefined ? STRUCT : typeOf(first);
    if (value.list.length < 15) byte(writer, (value.list.length << 4) | type);
    else {
      byte(writer, 0xf0 | type);
      writer.varint(value.list.length);
    }
    for (const item of value.list) writeValue(writer, item);
  } else if ('struct' in value) writeStruct(writer, value.struct);
}

/** Sizes and counts here are never negative. */
function zigzag(value: number): number {
  return value * 2;
}

function byte(writer: ByteWriter, value: number): void {
  writer.append(Uint8Array.of(value));
}
