import type { GraphNode } from '../onnx/graph.js';
import { cast } from '../onnx/operators.js';
import { stackColumns } from '../onnx/stack-columns.js';
import { bindOperation, runOperations } from './operations.js';
import type { FittedRecipe } from './fitted-recipe.js';

/**
 * The features that a fitted recipe makes of columns: float32, shape [rows, features].
 *
 * @param columns - Of shape [rows, 1]: string, or float64 for every other type.
 */
export function recipeGraph(fitted: FittedRecipe, columns: ReadonlyMap<string, GraphNode>): GraphNode {
  const values = runOperations(fitted.operations.map(bindOperation), columns, (operation, nodes) => operation.toGraph(nodes));
  const features = fitted.features.flatMap((name) => values.get(name) ?? []);
  return cast(stackColumns(features), 'float32');
}
