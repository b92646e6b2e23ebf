import type { Tensor } from '../core/onnx/graph-runner.js';

export type Tensors = Readonly<Record<string, Tensor>>;
