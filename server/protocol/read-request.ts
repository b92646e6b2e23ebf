import { LeatError } from '../../core/errors.js';
import { suggestName } from '../../core/nearest-name.js';
import type { Tensor } from '../../core/onnx/graph-runner.js';
import type { LoadedModel } from '../models/served-model.js';
import { DATATYPES, isDatatype } from './datatypes.js';
import { JsonScanner } from './json-scanner.js';
import { readBinaryTensor } from './read-binary-tensor.js';
import { readJsonTensor } from './read-json-tensor.js';
import { fitTensor, refusal, type SentTensor } from './sent-tensor.js';

export interface WantedOutput {
  readonly name: string;
  /** Behind the JSON instead of in it. */
  readonly binary: boolean;
}

export interface InferenceRequest {
  readonly id: string | undefined;
  readonly feeds: Readonly<Record<string, Tensor>>;
  readonly outputs: readonly WantedOutput[];
  /** Undefined when the request names none. */
  readonly timeoutMs: number | undefined;
}

type Parameters = Readonly<Record<string, string | number | boolean>>;

const NONE: Parameters = {};

/**
 * A request of the inference protocol, checked against the tensors that the model's graph takes.
 *
 * @param jsonBytes - Where the JSON ends and binary tensors begin; the whole body when left out.
 * @throws LeatError `REQUEST_INVALID` for its form, `TENSOR_INVALID` for a tensor.
 */
export function readRequest(body: Buffer, model: LoadedModel, jsonBytes = body.length): InferenceRequest {
  if (!Number.isInteger(jsonBytes) || jsonBytes < 0 || jsonBytes > body.length) {
    throw invalid(
      `header inference-header-content-length: expected at most the ${String(body.length)} bytes of the body, got ${String(jsonBytes)}`,
    );
  }
  return new RequestReader(body, jsonBytes, model).read();
}

class RequestReader {
  readonly #scanner: JsonScanner;
  readonly #model: LoadedModel;
  readonly #jsonBytes: number;
  readonly #binary: Buffer;
  readonly #feeds: Record<string, Tensor> = {};
  /** Of named dimensions. */
  readonly #sizes = new Map<string, number>();
  /** Bytes of binary tensors that are read. */
  #taken = 0;
  #id: string | undefined;
  #parameters: Parameters = {};
  /** Those that are named; none stands for all. */
  #outputs: readonly { readonly name: string; readonly parameters: Parameters }[] = [];

  constructor(body: Buffer, jsonBytes: number, model: LoadedModel) {
    this.#scanner = new JsonScanner(body.subarray(0, jsonBytes));
    this.#jsonBytes = jsonBytes;
    this.#binary = body.subarray(jsonBytes);
    this.#model = model;
  }

  read(): InferenceRequest {
    this.#object('body', (key) => {
      if (key === 'inputs') this.#readInputs();
      else if (key === 'id') this.#id = this.#string('body.id');
      else if (key === 'parameters') this.#parameters = this.#readParameters('body.parameters');
      else if (key === 'outputs') this.#readOutputs();
      else throw unknownField('body', key, ['id', 'parameters', 'inputs', 'outputs']);
    });
    this.#scanner.end();
    if (Object.keys(this.#feeds).length === 0) throw invalid('body.inputs: expected a list of at least one tensor, got nothing');
    if (this.#taken !== this.#binary.length) {
      throw invalid(`body: expected ${String(this.#taken)} bytes of binary tensors, got ${String(this.#binary.length)}`);
    }
    for (const { name } of this.#model.session.inputs)
      if (!Object.hasOwn(this.#feeds, name)) throw refusal(name, 'expected a tensor, got nothing');
    return { id: this.#id, feeds: this.#feeds, outputs: this.#wanted(), timeoutMs: this.#timeout() };
  }

  #readInputs(): void {
    this.#list('body.inputs', (index) => {
      this.#readInput(`body.inputs.${String(index)}`);
    });
  }

  #readInput(place: string): void {
    const scanner = this.#scanner;
    const head: { name?: string; datatype?: unknown; shape?: readonly number[] } = {};
    let parameters: Parameters = {};
    let tensor: Tensor | undefined;
    let dataAt: number | undefined;
    this.#object(place, (key) => {
      if (key === 'name') head.name = this.#string(`${place}.name`);
      else if (key === 'datatype') head.datatype = scanner.atString() ? scanner.string() : scanner.value();
      else if (key === 'shape') head.shape = this.#readShape(`${place}.shape`);
      else if (key === 'parameters') parameters = this.#readParameters(`${place}.parameters`);
      else if (key !== 'data') throw unknownField(place, key, ['name', 'shape', 'datatype', 'parameters', 'data']);
      else if (Object.keys(head).length === 3) tensor = this.#readData(this.#fit(place, head));
      else {
        dataAt = scanner.offset;
        scanner.skip(); // what the values have to be is said after them
      }
    });
    const end = scanner.offset;
    const sent = this.#fit(place, head);
    const binarySize = parameters['binary_data_size'];
    if (binarySize !== undefined) tensor = readBinaryTensor(this.#takeBinary(sent.name, binarySize), sent);
    else if (dataAt !== undefined) tensor = this.#readData(sent, dataAt);
    if (tensor === undefined) throw refusal(sent.name, 'expected "data", got nothing');
    scanner.at(end);
    this.#feeds[sent.name] = tensor;
  }

  #fit(place: string, { name, datatype, shape }: { name?: string; datatype?: unknown; shape?: readonly number[] }): SentTensor {
    if (name === undefined) throw invalid(`${place}.name: expected a text, got nothing`);
    if (shape === undefined) throw invalid(`${place}.shape: expected a list of sizes, got nothing`);
    if (!isDatatype(datatype)) throw invalid(`${place}.datatype: expected one of ${DATATYPES.join(', ')}, got ${JSON.stringify(datatype)}`);
    if (Object.hasOwn(this.#feeds, name)) throw refusal(name, 'expected once, got twice');
    return fitTensor({ name, datatype, shape }, this.#model, this.#sizes);
  }

  #readData(sent: SentTensor, start = this.#scanner.offset): Tensor {
    const { name, shape, size } = sent;
    // Each value takes two bytes at least: room for what the shape promises beyond that is never made.
    if (size > this.#jsonBytes - start) throw refusal(name, `shape [${shape.join(', ')}] expects ${String(size)} values, got fewer`);
    return readJsonTensor(this.#scanner.at(start), sent);
  }

  #takeBinary(name: string, size: string | number | boolean): Buffer {
    const start = this.#taken;
    if (typeof size !== 'number' || !Number.isInteger(size) || size < 0 || start + size > this.#binary.length) {
      throw refusal(name, `expected ${String(size)} bytes of binary data behind the JSON, got ${String(this.#binary.length - start)}`);
    }
    this.#taken += size;
    return this.#binary.subarray(start, this.#taken);
  }

  #readShape(place: string): readonly number[] {
    const shape: number[] = [];
    this.#list(place, () => {
      const size = this.#scanner.atNumber() ? this.#scanner.number() : this.#scanner.value();
      if (typeof size !== 'number' || !Number.isInteger(size) || size < 0) {
        throw invalid(`${place}: expected sizes of 0 or more, got ${JSON.stringify(size)}`);
      }
      shape.push(size);
    });
    return shape;
  }

  #readOutputs(): void {
    const outputs: { readonly name: string; readonly parameters: Parameters }[] = [];
    this.#list('body.outputs', (index) => {
      const place = `body.outputs.${String(index)}`;
      let name: string | undefined;
      let parameters: Parameters = {};
      this.#object(place, (key) => {
        if (key === 'name') name = this.#string(`${place}.name`);
        else if (key === 'parameters') parameters = this.#readParameters(`${place}.parameters`);
        else throw unknownField(place, key, ['name', 'parameters']);
      });
      if (name === undefined) throw invalid(`${place}.name: expected a text, got nothing`);
      outputs.push({ name, parameters });
    });
    this.#outputs = outputs;
  }

  #readParameters(place: string): Parameters {
    const parameters: Record<string, string | number | boolean> = {};
    this.#object(place, (key) => {
      const value = this.#scanner.value();
      if (typeof value === 'object' || value === undefined) {
        throw invalid(`${place}.${key}: expected a text, a number or a boolean, got ${JSON.stringify(value)}`);
      }
      Object.defineProperty(parameters, key, { value, enumerable: true }); // also "__proto__"
    });
    return parameters;
  }

  /** @throws LeatError `TENSOR_INVALID` for an output that the model does not have. */
  #wanted(): readonly WantedOutput[] {
    const names = this.#model.session.outputs.filter(({ type }) => type !== 'other').map(({ name }) => name);
    const binary = this.#parameters['binary_data_output'] === true;
    const wanted = this.#outputs.length > 0 ? this.#outputs : names.map((name) => ({ name, parameters: NONE }));
    return wanted.map(({ name, parameters }) => {
      if (!names.includes(name)) {
        throw new LeatError('TENSOR_INVALID', `output "${name}": the model has no such output; it gives ${names.join(', ')}`);
      }
      if ('classification' in parameters) {
        throw new LeatError('TENSOR_INVALID', `output "${name}": the classification extension is not supported: ask for the scores`);
      }
      return { name, binary: (parameters['binary_data'] ?? binary) === true };
    });
  }

  #timeout(): number | undefined {
    const { timeout } = this.#parameters;
    if (timeout === undefined || timeout === 0) return undefined;
    if (typeof timeout === 'number' && timeout > 0) return timeout / 1e3;
    throw invalid(`body.parameters.timeout: expected microseconds, got ${JSON.stringify(timeout)}`);
  }

  #object(place: string, visit: (key: string) => void): void {
    if (!this.#scanner.atObject()) throw this.#unexpected(place, 'an object');
    this.#scanner.object(visit);
  }

  #list(place: string, visit: (index: number) => void): void {
    if (!this.#scanner.atList()) throw this.#unexpected(place, 'a list');
    this.#scanner.list(visit);
  }

  #string(place: string): string {
    if (!this.#scanner.atString()) throw this.#unexpected(place, 'a text');
    return this.#scanner.string();
  }

  #unexpected(place: string, expected: string): LeatError {
    return invalid(`${place}: expected ${expected}, got ${JSON.stringify(this.#scanner.value()).slice(0, 100)}`);
  }
}

function unknownField(place: string, key: string, known: readonly string[]): LeatError {
  return invalid(`${place}: unknown field "${key}"; ${suggestName(key, known)}`);
}

function invalid(message: string): LeatError {
  return new LeatError('REQUEST_INVALID', message);
}
