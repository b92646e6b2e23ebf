import { fromFloat16, toFloat16 } from '../../core/onnx/float16.js';
import type { Tensor } from '../../core/onnx/graph-runner.js';
import { integerRanges, longRanges, type Datatype } from './datatypes.js';
import type { JsonScanner } from './json-scanner.js';
import { refusal, type SentTensor } from './sent-tensor.js';
import { tensorValues, type TensorValues } from './tensor-values.js';

/**
 * The values of a tensor from the list that comes next in the text: flat, or nested as the shape says.
 *
 * @throws LeatError `TENSOR_INVALID` naming the input, what was expected and received.
 */
export function readJsonTensor(scanner: JsonScanner, sent: SentTensor): Tensor {
  const { name, type, shape, size } = sent;
  const values = tensorValues(type, size);
  if (!scanner.atList()) throw refusal(name, `expected "data" to be a list, got ${shown(scanner)}`);
  const reader = new ListReader(scanner, sent, values);
  if (shape.length > 1 && scanner.atNestedList()) reader.readNested();
  else reader.readFlat();
  return values.finish(shape);
}

class ListReader {
  readonly #scanner: JsonScanner;
  readonly #sent: SentTensor;
  readonly #values: TensorValues;
  readonly #reader: ValueReader;
  /** Values that are read. */
  #count = 0;

  constructor(scanner: JsonScanner, sent: SentTensor, values: TensorValues) {
    this.#scanner = scanner;
    this.#sent = sent;
    this.#values = values;
    this.#reader = valueReader(sent.datatype, scanner, values);
  }

  readFlat(): void {
    const { name, shape, size } = this.#sent;
    const count = this.#readValues(size);
    if (count !== size) throw refusal(name, `shape [${shape.join(', ')}] expects ${String(size)} values, got ${String(count)}`);
  }

  /** Nested data must be as its shape says at every level, so that ragged rows are refused and not shifted. */
  readNested(axis = 0): void {
    const { name, shape } = this.#sent;
    const length = shape[axis] ?? 0;
    if (!this.#scanner.atList())
      throw refusal(name, `ragged data: expected a list of ${String(length)} items, got ${shown(this.#scanner)}`);
    const count = axis === shape.length - 1 ? this.#readValues(length) : this.#readLists(length, axis + 1);
    if (count !== length) throw refusal(name, `ragged data: expected ${String(length)} items, got ${String(count)}`);
  }

  #readLists(length: number, axis: number): number {
    let count = 0;
    this.#scanner.list(() => {
      if (count < length) this.readNested(axis);
      else this.#scanner.skip();
      count++;
    });
    return count;
  }

  /** @returns How many there are; those beyond `length` are stepped over. */
  #readValues(length: number): number {
    const start = this.#count;
    let count = 0;
    this.#scanner.list(() => {
      // All but the last, which no comma follows.
      if (count < length) count = this.#readPlain(start + count, start + length - 1) - start;
      if (count < length) this.#readNext(start + count);
      else this.#scanner.skip();
      count++;
    });
    this.#count = start + length;
    return count;
  }

  #readPlain(index: number, end: number): number {
    const { datatype } = this.#sent;
    const { floats } = this.#values;
    if (floats === null || (datatype !== 'FP32' && datatype !== 'FP64')) return index;
    return this.#scanner.plainNumbers(floats, { index, end, single: datatype === 'FP32' });
  }

  #readNext(index: number): void {
    const { offset } = this.#scanner;
    if (this.#reader.read(index)) return;
    const { name, datatype } = this.#sent;
    const received = shown(this.#scanner.at(offset));
    throw refusal(name, `value ${String(index)}: expected ${this.#reader.expected} (${datatype}), got ${received}`);
  }
}

function shown(scanner: JsonScanner): string {
  return JSON.stringify(scanner.value()).slice(0, 100);
}

interface ValueReader {
  readonly expected: string;
  /** @returns False when what comes next is not of the datatype; null is a missing value where the datatype has one. */
  readonly read: (index: number) => boolean;
}

function valueReader(datatype: Datatype, scanner: JsonScanner, values: TensorValues): ValueReader {
  switch (datatype) {
    case 'FP64':
      return { expected: 'a number or null', read: floatReader(scanner, values, Number) };
    case 'FP32':
      return { expected: 'a number in the range of FP32, or null', read: floatReader(scanner, values, Math.fround) };
    case 'FP16': {
      const round = (value: number): number => fromFloat16(toFloat16(value));
      return { expected: 'a number in the range of FP16, or null', read: floatReader(scanner, values, round) };
    }
    case 'BOOL':
      return {
        expected: 'true or false',
        read: (index) => (scanner.word('true') ? values.put(index, 1) : scanner.word('false') && values.put(index, 0)),
      };
    case 'BYTES':
      return { expected: 'a text or null', read: textReader(scanner, values) };
    case 'INT64':
    case 'UINT64':
      return longReader(datatype, scanner, values);
    default:
      return integerReader(datatype, scanner, values);
  }
}

/** Decimal digits mean the nearest number of the datatype; an infinity means that they are out of its range. */
function floatReader(scanner: JsonScanner, values: TensorValues, round: (value: number) => number): ValueReader['read'] {
  return (index) => {
    if (!scanner.atNumber()) return scanner.word('null') && values.put(index, NaN);
    const value = round(scanner.number());
    return Math.abs(value) < Infinity && values.put(index, value);
  };
}

function textReader(scanner: JsonScanner, values: TensorValues): ValueReader['read'] {
  return (index) => {
    if (!scanner.atString() && !scanner.word('null')) return false;
    values.putText(index, scanner.atString() ? scanner.string() : '');
    return true;
  };
}

function integerReader(datatype: keyof typeof integerRanges, scanner: JsonScanner, values: TensorValues): ValueReader {
  const [least, greatest] = integerRanges[datatype];
  return {
    expected: `an integer from ${String(least)} to ${String(greatest)}`,
    read(index) {
      if (!scanner.atNumber()) return false;
      const value = scanner.number();
      return Number.isInteger(value) && value >= least && value <= greatest && values.put(index, value);
    },
  };
}

function longReader(datatype: keyof typeof longRanges, scanner: JsonScanner, values: TensorValues): ValueReader {
  const [least, greatest] = longRanges[datatype];
  return {
    expected: `an integer from ${String(least)} to ${String(greatest)} that the model can take exactly`,
    read(index) {
      const value = scanner.atNumber() ? scanner.integer() : null;
      return value !== null && value >= least && value <= greatest && values.putLong(index, value);
    },
  };
}
