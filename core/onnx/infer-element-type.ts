import { elementTypeOf } from './element-types.js';
import type { Attribute, ElementType, GraphNode } from './graph.js';

type Operator = Extract<GraphNode, { kind: 'operator' }>;

const booleans = new Set([
  'RegexFullMatch',
  'Equal',
  'Less',
  'LessOrEqual',
  'Greater',
  'GreaterOrEqual',
  'And',
  'Or',
  'Not',
  'IsNaN',
  'IsInf',
]);
const integers = new Set(['ArgMax', 'ArgMin', 'Shape', 'Size', 'NonZero']);
/** Operators whose first input is a condition or an index, the value comes after. */
const valueIsSecond = new Set(['Where']);

/** The element type of a node: ONNX wants it written for the outputs of a graph. */
export function inferElementType(node: GraphNode): ElementType {
  switch (node.kind) {
    case 'input':
      return node.type;
    case 'constant':
      return node.tensor.type;
    case 'operator':
      return typeOfOperator(node, 0);
    case 'foreign':
      return typeOfForeign(node, 0);
    case 'output':
      if (node.of.kind === 'foreign') return typeOfForeign(node.of, node.index);
      return node.of.kind === 'operator' ? typeOfOperator(node.of, node.index) : inferElementType(node.of);
  }
}

function typeOfForeign({ outputs }: Extract<GraphNode, { kind: 'foreign' }>, index: number): ElementType {
  const type = outputs[index]?.type;
  return type === undefined || type === 'other' ? 'float32' : type;
}

function typeOfOperator(node: Operator, index: number): ElementType {
  if (node.domain === 'ai.onnx.ml') return typeOfMlOperator(node, index);
  if (node.operator === 'MurmurHash3') return 'int32';
  if (booleans.has(node.operator)) return 'bool';
  if (integers.has(node.operator) || ((node.operator === 'TopK' || node.operator === 'StringSplit') && index === 1)) return 'int64';
  if (node.operator === 'Loop') return typeOfLoop(node, index);
  if (node.operator === 'TfIdfVectorizer') return 'float32';
  if (node.operator === 'Cast') return elementTypeOf(intOf(node.attributes['to'])) ?? 'float32';
  const value = node.inputs[valueIsSecond.has(node.operator) ? 1 : 0];
  return value ? inferElementType(value) : 'float32';
}

/** The body gives a condition first, then what the loop gives. */
function typeOfLoop({ attributes }: Operator, index: number): ElementType {
  const { body } = attributes;
  const output = body !== undefined && 'graph' in body ? body.graph.outputs[index + 1] : undefined;
  return output === undefined ? 'float32' : inferElementType(output);
}

function typeOfMlOperator({ operator, attributes }: Operator, index: number): ElementType {
  if (operator === 'LabelEncoder') {
    if ('values_strings' in attributes) return 'string';
    return 'values_int64s' in attributes ? 'int64' : 'float32';
  }
  if (operator.endsWith('Classifier') && index === 0) return 'classlabels_strings' in attributes ? 'string' : 'int64';
  return 'float32';
}

function intOf(attribute: Attribute | undefined): number | undefined {
  return attribute !== undefined && 'int' in attribute ? attribute.int : undefined;
}
