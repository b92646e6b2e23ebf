/** A dense tensor, row-major. A scalar has the shape []. */
export type Tensor =
  | { readonly type: 'float32'; readonly shape: readonly number[]; readonly data: Float32Array }
  | { readonly type: 'float64'; readonly shape: readonly number[]; readonly data: Float64Array }
  | { readonly type: 'int32'; readonly shape: readonly number[]; readonly data: Int32Array }
  | { readonly type: 'int64'; readonly shape: readonly number[]; readonly data: BigInt64Array }
  | { readonly type: 'bool'; readonly shape: readonly number[]; readonly data: Uint8Array }
  | { readonly type: 'string'; readonly shape: readonly number[]; readonly data: readonly string[] };

export interface GraphInputInfo {
  readonly name: string;
  readonly type: Tensor['type'] | 'other';
  /** A text or −1 stands for a free dimension. */
  readonly shape: readonly (number | string)[];
}

/** A loaded ONNX graph. Not to be used by two callers at once. */
export interface GraphSession {
  readonly inputs: readonly GraphInputInfo[];
  readonly outputs: readonly GraphInputInfo[];
  run(feeds: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>>;
  close(): Promise<void>;
}

/** How the pure core gets power: it builds ONNX graphs and is handed what runs them (see inference/). */
export interface GraphRunner {
  open(model: Uint8Array): Promise<GraphSession>;
}
