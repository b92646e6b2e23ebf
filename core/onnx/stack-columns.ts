import { constant, type GraphNode } from './graph.js';
import type { Tensor } from './graph-runner.js';
import { inferElementType } from './infer-element-type.js';
import { columnsOf, concat } from './operators.js';
import { tensorFrom } from './tensor-arrays.js';

type Operator = Extract<GraphNode, { kind: 'operator' }>;

/** Operators that work element by element, and so on many columns as on one. */
const elementwise = new Set(
  'Add Sub Mul Div Pow Mod Neg Abs Sqrt Exp Log Floor Ceil Sin Tanh Equal Less LessOrEqual And Or Not IsNaN Where Cast'.split(' '),
);

/**
 * Joins columns [rows, 1] into [rows, columns], keeping their order. Neighbours that are computed alike are
 * computed together: their inputs and constants are joined instead, so a hundred scaled columns cost two nodes.
 * Neighbours that are columns of one matrix are taken out of it together.
 */
export function stackColumns(columns: readonly GraphNode[]): GraphNode {
  const stacker = new Stacker();
  const runs: GraphNode[][] = [];
  for (const column of columns) {
    const run = runs.at(-1);
    if (run?.[0] !== undefined && stacker.belongTogether(run[0], column)) run.push(column);
    else runs.push([column]);
  }
  const joined = runs.flatMap((run) => {
    const stacked = stacker.stack(run);
    // Columns that do not differ come back as the first of them: one column wide.
    return stacked === run[0] ? run : [stacked];
  });
  const [only] = joined;
  return only !== undefined && joined.length === 1 ? only : concat(joined, 1);
}

/** Keeps what it found out, since graphs share nodes: a walk over paths instead of nodes could be endless. */
class Stacker {
  readonly #forms = new Map<GraphNode, number>();
  readonly #numberOfForm = new Map<string, number>();
  readonly #numbers = new Map<GraphNode, number>();
  readonly #stacked = new Map<string, GraphNode>();

  /** A number that two nodes share when they are the same function of other inputs and constants. */
  formOf(node: GraphNode): number {
    let form = this.#forms.get(node);
    if (form === undefined) this.#forms.set(node, (form = numberOf(this.#describe(node), this.#numberOfForm)));
    return form;
  }

  belongTogether(left: GraphNode, right: GraphNode): boolean {
    const matrix = placeIn(left)?.matrix;
    if (matrix !== undefined) return matrix === placeIn(right)?.matrix;
    return isElementwise(right) && this.formOf(left) === this.formOf(right);
  }

  /** @param nodes - Of one form. @returns The first of them when they do not differ at all. */
  stack(nodes: readonly GraphNode[]): GraphNode {
    const key = nodes.map((node) => numberOf(node, this.#numbers)).join();
    let stacked = this.#stacked.get(key);
    if (stacked === undefined) this.#stacked.set(key, (stacked = this.#join(nodes)));
    return stacked;
  }

  #describe(node: GraphNode): string {
    if (isScalar(node)) return `scalar ${node.tensor.type}`;
    if (!isElementwise(node)) return `column ${inferElementType(node)}`;
    const inputs = node.inputs.map((input) => (input === null ? -1 : this.formOf(input)));
    return JSON.stringify([node.operator, node.attributes, inputs]);
  }

  #join(nodes: readonly GraphNode[]): GraphNode {
    const [first] = nodes;
    if (first === undefined) throw new Error('invariant: a run of columns has at least one');
    if (nodes.every((node) => node === first)) return first;
    if (isScalar(first)) return joinScalars(nodes.filter(isScalar).map(({ tensor }) => tensor)) ?? first;
    if (!isElementwise(first)) {
      const places = nodes.flatMap((node) => placeIn(node) ?? []);
      const matrix = places[0]?.matrix;
      const inOne = matrix !== undefined && places.length === nodes.length && places.every((place) => place.matrix === matrix);
      return inOne
        ? columnsOf(
            matrix,
            places.map(({ column }) => column),
          )
        : concat(nodes, 1);
    }

    const operators = nodes.filter(isElementwise);
    const inputs = first.inputs.map((input, index) =>
      input === null ? null : this.stack(operators.flatMap((node) => node.inputs[index] ?? [])),
    );
    return inputs.every((input, index) => input === first.inputs[index]) ? first : { ...first, inputs };
  }
}

/** @returns A constant of shape [1, columns]; null when all are the same. */
function joinScalars(tensors: readonly Tensor[]): GraphNode | null {
  const values = tensors.flatMap((tensor): (number | bigint | string)[] => [...tensor.data]);
  if (values.every((value) => Object.is(value, values[0]))) return null;
  const type = tensors[0]?.type;
  return type === undefined ? null : constant(tensorFrom(type, [1, values.length], values));
}

function isElementwise(node: GraphNode): node is Operator {
  return node.kind === 'operator' && node.domain === '' && elementwise.has(node.operator);
}

/** Where a column stands that was taken out of a matrix, see columnOf. */
function placeIn(node: GraphNode): { matrix: GraphNode; column: number } | undefined {
  if (node.kind !== 'operator' || node.operator !== 'Gather') return undefined;
  const [matrix, indices] = node.inputs;
  const axis = node.attributes['axis'];
  if (
    axis === undefined ||
    !('int' in axis) ||
    axis.int !== 1 ||
    !matrix ||
    indices?.kind !== 'constant' ||
    indices.tensor.shape.length !== 1 ||
    indices.tensor.data.length !== 1
  )
    return undefined;
  return { matrix, column: Number(indices.tensor.data[0]) };
}

function isScalar(node: GraphNode): node is Extract<GraphNode, { kind: 'constant' }> {
  return node.kind === 'constant' && node.tensor.shape.length === 0;
}

function numberOf<Key>(key: Key, numbers: Map<Key, number>): number {
  let number = numbers.get(key);
  if (number === undefined) numbers.set(key, (number = numbers.size));
  return number;
}
