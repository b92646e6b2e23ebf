/**
 * The part of ONNX's schema that Leat writes and inspects: field name → [field number, type]. A type
 * that ends in [] is repeated; a type with a capital letter is another message. Field names are those
 * of onnx.proto3 in camel case; the order is the order of writing.
 *
 * @see https://github.com/onnx/onnx/blob/v1.20.0/onnx/onnx.proto3
 */
export const messages = {
  Model: {
    irVersion: [1, 'int'],
    producerName: [2, 'string'],
    producerVersion: [3, 'string'],
    graph: [7, 'Graph'],
    opsetImport: [8, 'OperatorSet[]'],
    metadataProps: [14, 'Entry[]'],
    functions: [25, 'Function[]'],
  },
  OperatorSet: { domain: [1, 'string'], version: [2, 'int'] },
  Entry: { key: [1, 'string'], value: [2, 'string'] },
  Graph: {
    nodes: [1, 'Node[]'],
    name: [2, 'string'],
    initializers: [5, 'Tensor[]'],
    inputs: [11, 'ValueInfo[]'],
    outputs: [12, 'ValueInfo[]'],
    sparseInitializers: [15, 'SparseTensor[]'],
  },
  Function: { name: [1, 'string'], nodes: [7, 'Node[]'], opsetImport: [9, 'OperatorSet[]'], domain: [10, 'string'] },
  Node: {
    inputs: [1, 'string[]'],
    outputs: [2, 'string[]'],
    name: [3, 'string'],
    operator: [4, 'string'],
    attributes: [5, 'Attribute[]'],
    domain: [7, 'string'],
  },
  Attribute: {
    name: [1, 'string'],
    float: [2, 'float'],
    int: [3, 'int'],
    string: [4, 'string'],
    tensor: [5, 'Tensor'],
    graph: [6, 'Graph'],
    floats: [7, 'float[]'],
    ints: [8, 'int[]'],
    strings: [9, 'string[]'],
    tensors: [10, 'Tensor[]'],
    graphs: [11, 'Graph[]'],
    type: [20, 'int'],
  },
  Tensor: {
    dimensions: [1, 'int[]'],
    dataType: [2, 'int'],
    strings: [6, 'string[]'],
    name: [8, 'string'],
    rawData: [9, 'bytes'],
    externalData: [13, 'Entry[]'],
    dataLocation: [14, 'int'],
  },
  SparseTensor: { values: [1, 'Tensor'], indices: [2, 'Tensor'] },
  ValueInfo: { name: [1, 'string'], type: [2, 'Type'] },
  Type: { tensor: [1, 'TensorType'] },
  TensorType: { elementType: [1, 'int'], shape: [2, 'Shape'] },
  Shape: { dimensions: [1, 'Dimension[]'] },
  Dimension: { size: [1, 'int'], parameter: [2, 'string'] },
} as const;

export type MessageName = keyof typeof messages;

interface Scalars {
  int: number;
  float: number;
  string: string;
  bytes: Uint8Array;
}

export type Scalar = keyof Scalars;

/** What a field holds once: a scalar or a message. */
export type ItemType = Scalar | MessageName;
export type FieldType = ItemType | `${ItemType}[]`;

type Item<Type> = Type extends Scalar ? Scalars[Type] : Type extends MessageName ? Message<Type> : never;

/** A message as a plain object, its type derived from the table. A field that is left out is undefined. */
export type Message<Name extends MessageName> = {
  readonly [Field in keyof (typeof messages)[Name]]?: (typeof messages)[Name][Field] extends readonly [number, infer Type]
    ? Type extends `${infer Each}[]`
      ? readonly Item<Each>[]
      : Item<Type>
    : never;
};
