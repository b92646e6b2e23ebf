/** What a tensor's values are held in, by its element type: float16 by its bits, bool as 0 and 1. */
export interface TensorArrays {
  float16: Uint16Array;
  float32: Float32Array;
  float64: Float64Array;
  int8: Int8Array;
  int16: Int16Array;
  int32: Int32Array;
  int64: BigInt64Array;
  uint8: Uint8Array;
  uint16: Uint16Array;
  uint32: Uint32Array;
  uint64: BigUint64Array;
  bool: Uint8Array;
  string: readonly string[];
}

export type ElementType = keyof TensorArrays;

/** A dense tensor, row-major. A scalar has the shape []. */
export type Tensor = {
  [Type in ElementType]: { readonly type: Type; readonly shape: readonly number[]; readonly data: TensorArrays[Type] };
}[ElementType];

export interface GraphInputInfo {
  readonly name: string;
  readonly type: ElementType | 'other';
  /** A text or −1 stands for a free dimension. */
  readonly shape: readonly (number | string)[];
}

/** A loaded ONNX graph. Not to be used by two callers at once. */
export interface GraphSession {
  readonly inputs: readonly GraphInputInfo[];
  readonly outputs: readonly GraphInputInfo[];
  /** @param outputs - Those that are wanted; all when left out. */
  run(feeds: Readonly<Record<string, Tensor>>, outputs?: readonly string[]): Promise<Readonly<Record<string, Tensor>>>;
  close(): Promise<void>;
}

/** How the pure core gets power: it builds ONNX graphs and is handed what runs them (see inference/). */
export interface GraphRunner {
  open(model: Uint8Array): Promise<GraphSession>;
}
