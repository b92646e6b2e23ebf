import { ByteReader } from './byte-reader.js';
import type { ByteWriter } from './byte-writer.js';

export interface WireField {
  readonly number: number;
  /** Key, length and content. */
  readonly bytes: Uint8Array;
  /** Empty for a field that is a number. */
  readonly content: Uint8Array;
}

/** The fields of an encoded message as they stand, so that those which Leat does not know can be copied. */
export function* wireFields(message: Uint8Array): Generator<WireField> {
  const reader = new ByteReader(message);
  while (!reader.isAtEnd) {
    const start = reader.offset;
    const key = reader.varint();
    const content = skipValue(key % 8, reader);
    yield { number: Math.floor(key / 8), bytes: message.subarray(start, reader.offset), content };
  }
}

const NOTHING = new Uint8Array();

/** @see https://protobuf.dev/programming-guides/encoding/: the wire types. */
function skipValue(wireType: number, reader: ByteReader): Uint8Array {
  switch (wireType) {
    case 0:
      reader.varint();
      return NOTHING;
    case 1:
      reader.take(8);
      return NOTHING;
    case 2:
      return reader.take(reader.varint());
    case 5:
      reader.take(4);
      return NOTHING;
    default:
      throw reader.refusal(`a known wire type, got ${String(wireType)}`);
  }
}

/** Writes a field of bytes: a message, or a text. */
export function writeSized(writer: ByteWriter, number: number, content: Uint8Array): void {
  writer.varint(number * 8 + 2);
  writer.varint(content.length);
  writer.append(content);
}
