type NumberArray = Float32Array | Int32Array | Uint8Array | Uint32Array;

/** A typed array that takes more and more numbers. */
export class GrowingArray<A extends NumberArray> {
  #values: A;
  length = 0;
  readonly #create: (length: number) => A;

  constructor(create: (length: number) => A) {
    this.#create = create;
    this.#values = create(256);
  }

  push(value: number): void {
    if (this.length === this.#values.length) this.#grow(this.length + 1);
    this.#values[this.length++] = value;
  }

  append(values: ArrayLike<number>): void {
    if (this.length + values.length > this.#values.length) this.#grow(this.length + values.length);
    this.#values.set(values, this.length);
    this.length += values.length;
  }

  truncate(length: number): void {
    this.length = length;
  }

  toArray(): A {
    return this.#values.slice(0, this.length) as A; // slice keeps the class
  }

  #grow(needed: number): void {
    const values = this.#create(Math.max(needed, 2 * this.#values.length));
    values.set(this.#values);
    this.#values = values;
  }
}
