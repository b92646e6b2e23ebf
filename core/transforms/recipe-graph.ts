import { graphInput, type GraphNode } from '../onnx/graph.js';
import { cast } from '../onnx/operators.js';
import { stackColumns } from '../onnx/stack-columns.js';
import { bindOperation, runOperations } from './operations.js';
import type { FittedRecipe } from './fitted-recipe.js';

/**
 * A fitted recipe as a graph: one named input of shape [rows, 1] for each raw column (string, or float64 for
 * every other type), and the features, float32, shape [rows, features].
 */
export function recipeGraph(fitted: FittedRecipe): { inputs: readonly GraphNode[]; features: GraphNode } {
  const inputs = new Map(
    fitted.inputs.map(({ name, type }) => [name, graphInput(name, type === 'string' ? 'string' : 'float64', ['rows', 1])]),
  );
  const columns = runOperations(fitted.operations.map(bindOperation), inputs, (operation, nodes) => operation.toGraph(nodes));
  const features = fitted.features.flatMap((name) => columns.get(name) ?? []);
  return { inputs: [...inputs.values()], features: cast(stackColumns(features), 'float32') };
}
