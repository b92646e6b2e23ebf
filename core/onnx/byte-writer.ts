const textEncoder = new TextEncoder();

/** Bytes that grow at the end, with the few encodings that Protocol Buffers use. */
export class ByteWriter {
  #buffer = new Uint8Array(256);
  #length = 0;

  /** What was written so far: a view, not a copy. */
  get bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  append(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  text(value: string): void {
    this.append(textEncoder.encode(value));
  }

  /** Seven bits a byte, lowest first, the top bit set on all but the last; negative numbers as 64-bit two's complement. */
  varint(value: number): void {
    this.#reserve(10);
    if (value < 0 || value >= 2 ** 31) {
      this.#longVarint(BigInt.asUintN(64, BigInt(value)));
      return;
    }
    let rest = value;
    for (; rest > 0x7f; rest >>>= 7) this.#buffer[this.#length++] = (rest & 0x7f) | 0x80;
    this.#buffer[this.#length++] = rest;
  }

  float(value: number): void {
    this.#reserve(4);
    new DataView(this.#buffer.buffer).setFloat32(this.#length, value, true);
    this.#length += 4;
  }

  #longVarint(value: bigint): void {
    let rest = value;
    for (; rest > 0x7fn; rest >>= 7n) this.#buffer[this.#length++] = Number(rest & 0x7fn) | 0x80;
    this.#buffer[this.#length++] = Number(rest);
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#buffer.length) return;
    const larger = new Uint8Array(Math.max(this.#buffer.length * 2, this.#length + bytes));
    larger.set(this.bytes);
    this.#buffer = larger;
  }
}
