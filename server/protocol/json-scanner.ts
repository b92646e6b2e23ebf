import { LeatError } from '../../core/errors.js';

const END = -1;
const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const LIST = 0x5b;
const LIST_END = 0x5d;
const OBJECT = 0x7b;
const OBJECT_END = 0x7d;

/** So many digits always fit into a double; a power of ten up to 10^22 is one exactly. Their quotient is then rounded once. */
const EXACT_DIGITS = 15;
const POWERS = Array.from({ length: 23 }, (_, exponent) => 10 ** exponent);

/** The sum of up to 19 digits is off by less than this share, the quotient included. */
const SUM_ERROR = 2 ** -49;
const SUMMED_DIGITS = 19;

/** Of lists and objects in a value that is not a tensor's. */
const MOST_LEVELS = 64;

const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/;
/** The digits of the smallest double, and some. */
const LONGEST_NUMBER = 800;

/**
 * Reads JSON from its bytes, value by value in the order of the text: numbers go straight to where they are wanted,
 * without an object for each list, and integers beyond 2^53 stay exact.
 */
export class JsonScanner {
  readonly #bytes: Buffer;
  /** Of the next byte. */
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get offset(): number {
    return this.#at;
  }

  /** Goes to where it has been before. */
  at(offset: number): this {
    this.#at = offset;
    return this;
  }

  /** The first byte of what comes next, after spaces; −1 at the end. */
  peek(): number {
    while (this.#at < this.#bytes.length) {
      const byte = this.#bytes[this.#at] ?? END;
      if (byte > 0x20 || (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09)) return byte;
      this.#at++;
    }
    return END;
  }

  /** @param visit - Called at the value of each key; it has to read or skip that. */
  object(visit: (key: string) => void): void {
    this.#items(OBJECT, OBJECT_END, () => {
      const key = this.string();
      this.#expect(COLON);
      visit(key);
    });
  }

  /** @param visit - Called at each item; it has to read or skip that. */
  list(visit: (index: number) => void): void {
    this.#items(LIST, LIST_END, visit);
  }

  atObject(): boolean {
    return this.peek() === OBJECT;
  }

  atList(): boolean {
    return this.peek() === LIST;
  }

  /** Whether a list comes next whose first item is one. */
  atNestedList(): boolean {
    const start = this.#at;
    this.#expect(LIST);
    const isNested = this.atList();
    this.#at = start;
    return isNested;
  }

  atString(): boolean {
    return this.peek() === QUOTE;
  }

  atNumber(): boolean {
    const byte = this.peek();
    return (byte >= ZERO && byte <= NINE) || byte === MINUS;
  }

  /** Steps over `null`, `true` or `false` when it is what comes next. */
  word(text: 'null' | 'true' | 'false'): boolean {
    this.peek();
    const end = this.#at + text.length;
    if (this.#bytes.toString('latin1', this.#at, end) !== text) return false;
    this.#at = end;
    return true;
  }

  string(): string {
    this.#expect(QUOTE);
    const start = this.#at;
    let plain = true;
    for (;;) {
      const byte = this.#bytes[this.#at++];
      if (byte === QUOTE) break;
      if (byte === undefined) throw this.#refusal('the end of a text');
      if (byte === BACKSLASH) this.#at++;
      if (byte === BACKSLASH || byte < 0x20 || byte > 0x7e) plain = false;
    }
    return plain ? this.#bytes.toString('latin1', start, this.#at - 1) : String(this.#parse(start - 1));
  }

  /** The nearest double; an infinity when it is out of range. */
  number(): number {
    const start = this.#begin();
    const digit = (this.#bytes[start] ?? 0) - ZERO;
    // A size of one digit, as most are.
    if (digit >= 0 && digit <= 9 && !isWordByte(this.#bytes[start + 1] ?? 0)) {
      this.#at++;
      return digit;
    }
    const match = NUMBER.exec(this.#bytes.toString('latin1', start, start + LONGEST_NUMBER));
    if (match === null) throw this.#refusal('a number');
    this.#at += match[0].length;
    return Number(match[0]);
  }

  /**
   * Reads numbers of an unnested list for as long as they are plain decimals, without an exponent and of few digits,
   * as nearly all are: the rest is for `number`. It stops behind the comma of the last one that it has read.
   *
   * For each: `into[index] = Number(text)`, which would make a text of each; 5 times as fast.
   *
   * @param single - Whether the nearest single-precision number is wanted, or the nearest double.
   * @returns The index of the first number that it has not read.
   */
  plainNumbers(into: Float32Array | Float64Array, { index, end, single }: { index: number; end: number; single: boolean }): number {
    const bytes = this.#bytes;
    let at = this.#at;
    for (; index < end; index++) {
      const start = at;
      let byte = bytes[at] ?? 0;
      const isNegative = byte === MINUS;
      if (isNegative) byte = bytes[++at] ?? 0;
      const first = at;
      let mantissa = 0;
      for (; byte >= ZERO && byte <= NINE; byte = bytes[++at] ?? 0) mantissa = mantissa * 10 + (byte - ZERO);
      let digits = at - first;
      const isNumber = digits === 1 || (digits > 1 && bytes[first] !== ZERO);
      let decimals = 0;
      if (byte === DOT) {
        const point = at;
        for (byte = bytes[++at] ?? 0; byte >= ZERO && byte <= NINE; byte = bytes[++at] ?? 0) mantissa = mantissa * 10 + (byte - ZERO);
        decimals = at - point - 1;
        digits += decimals;
      }
      const size = mantissa / (POWERS[decimals] ?? NaN);
      if (!isNumber || byte !== COMMA || bytes[at - 1] === DOT || !(digits <= EXACT_DIGITS || (single && isSure(size, digits)))) {
        at = start;
        break;
      }
      into[index] = isNegative ? -size : size;
      at++;
      if (bytes[at] === 0x20) at++; // as Python's json writes lists
    }
    this.#at = at;
    return index;
  }

  /** A whole number of any size; null for one with a fraction. */
  integer(): bigint | null {
    const start = this.#begin();
    const value = this.number();
    if (Number.isSafeInteger(value)) return BigInt(value);
    const text = this.#bytes.toString('latin1', start, this.#at);
    return /^-?\d+$/.test(text) ? BigInt(text) : null;
  }

  /** Any value, as JSON.parse has it. */
  value(): unknown {
    const start = this.#begin();
    this.skip();
    return this.#parse(start);
  }

  /** Steps over any value, without a look at what is in it. */
  skip(): void {
    let depth = 0;
    do {
      const byte = this.peek();
      if (byte === END) throw this.#refusal('a value');
      if (byte === QUOTE) this.#skipString();
      else if (isMark(byte)) this.#at++;
      else this.#skipWord();
      if ((byte === LIST || byte === OBJECT) && ++depth > MOST_LEVELS) throw this.#refusal(`at most ${String(MOST_LEVELS)} levels`);
      if (byte === LIST_END || byte === OBJECT_END) depth--;
    } while (depth > 0);
  }

  end(): void {
    if (this.peek() !== END) throw this.#refusal('the end');
  }

  #items(open: number, close: number, visit: (index: number) => void): void {
    this.#expect(open);
    for (let index = 0; ; index++) {
      if (this.peek() === close) break;
      if (index > 0) this.#expect(COMMA);
      visit(index);
    }
    this.#at++;
  }

  #begin(): number {
    this.peek();
    return this.#at;
  }

  #skipString(): void {
    for (this.#at++; this.#bytes[this.#at] !== QUOTE; this.#at++) {
      if (this.#at >= this.#bytes.length) throw this.#refusal('the end of a text');
      if (this.#bytes[this.#at] === BACKSLASH) this.#at++;
    }
    this.#at++;
  }

  #skipWord(): void {
    const start = this.#at;
    while (isWordByte(this.#bytes[this.#at] ?? 0)) this.#at++;
    if (this.#at === start) throw this.#refusal('a value');
  }

  #expect(byte: number): void {
    if (this.peek() !== byte) throw this.#refusal(`"${String.fromCharCode(byte)}"`);
    this.#at++;
  }

  #parse(start: number): unknown {
    try {
      return JSON.parse(this.#bytes.toString('utf8', start, this.#at));
    } catch {
      this.#at = start;
      throw this.#refusal('a value');
    }
  }

  #refusal(expected: string): LeatError {
    const rest = this.#bytes.toString('utf8', this.#at, this.#at + 20);
    const received = rest === '' ? 'the end' : JSON.stringify(rest);
    return new LeatError('REQUEST_INVALID', `body: not JSON: expected ${expected} at byte ${String(this.#at)}, got ${received}`);
  }
}

/** Whether the nearest single-precision number is known although the double is not exact. */
function isSure(size: number, digits: number): boolean {
  return digits <= SUMMED_DIGITS && Math.fround(size * (1 - SUM_ERROR)) === Math.fround(size * (1 + SUM_ERROR));
}

function isMark(byte: number): boolean {
  return byte === LIST || byte === LIST_END || byte === OBJECT || byte === OBJECT_END || byte === COMMA || byte === COLON;
}

/** Digits, letters, and what else numbers have. */
function isWordByte(byte: number): boolean {
  return (
    (byte >= ZERO && byte <= NINE) ||
    (byte >= 0x61 && byte <= 0x7a) ||
    (byte >= 0x41 && byte <= 0x5a) ||
    byte === MINUS ||
    byte === DOT ||
    byte === 0x2b
  );
}
