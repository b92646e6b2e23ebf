import { LeatError } from '../errors.js';

const textDecoder = new TextDecoder();

/** Reads what ByteWriter writes; never past the end. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Of the next byte. */
  get offset(): number {
    return this.#offset;
  }

  get isAtEnd(): boolean {
    return this.#offset >= this.#bytes.length;
  }

  /** @returns A view, not a copy. */
  take(length: number): Uint8Array {
    const start = this.#offset;
    if (length < 0 || start + length > this.#bytes.length) throw this.refusal(`${String(length)} more bytes`);
    this.#offset += length;
    return this.#bytes.subarray(start, this.#offset);
  }

  text(): string {
    return textDecoder.decode(this.take(this.varint()));
  }

  /** A signed 64-bit number; beyond 2^53 the nearest double. */
  varint(): number {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#bytes[this.#offset++];
      if (byte === undefined) throw this.refusal('another byte of a number');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return Number(BigInt.asIntN(64, value));
    }
    throw this.refusal('a number of at most 10 bytes');
  }

  float(): number {
    const start = this.#offset;
    this.take(4);
    return this.#view.getFloat32(start, true);
  }

  refusal(expected: string): LeatError {
    const message = `not an ONNX model: expected ${expected} at byte ${String(this.#offset)} of ${String(this.#bytes.length)}`;
    return new LeatError('ONNX_INVALID', message);
  }
}
