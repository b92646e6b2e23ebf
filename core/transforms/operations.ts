import { LeatError } from '../errors.js';
import type { Field } from '../table/column.js';
import type { Transform } from './define-transform.js';
import type { BoundOperation } from './bound-operation.js';
import { bindDerived, DERIVE, DERIVE_VERSION } from './derive.js';
import type { FittedOperation } from './fitted-recipe.js';
import { refusedFunctions } from './expression/refused-functions.js';
import { transforms } from './transforms.js';

/**
 * @throws LeatError `RECIPE_TRANSFORM_UNKNOWN` when it was fitted by a transform that is not there, or of another
 * version; `RECIPE_INVALID` when its data are not what the transform wrote.
 */
export function bindOperation(operation: FittedOperation): BoundOperation {
  const names = { inputs: operation.inputs.map(({ name }) => name), outputs: operation.outputs.map(({ name }) => name) };
  if (operation.transform === DERIVE) {
    requireVersion(operation, DERIVE_VERSION);
    return { ...names, ...bindDerived(operation) };
  }
  const transform = findTransform(operation.transform);
  requireVersion(operation, transform.version);
  return { ...names, ...bindTransform(transform, operation) };
}

export function findTransform(name: string): Transform {
  const transform = transforms.find((each) => each.name === name);
  if (transform !== undefined) return transform;
  const known = [...transforms.map((each) => each.name), DERIVE].join(', ');
  const reason = Object.hasOwn(refusedFunctions, name) ? `: ${refusedFunctions[name] ?? ''}` : '';
  throw new LeatError('RECIPE_TRANSFORM_UNKNOWN', `expected a transform of ${known}, got "${name}"${reason}`, {
    details: { transform: name },
  });
}

/**
 * Walks operations over named values, be they columns or nodes of a graph.
 *
 * @returns The values by name after the last operation; inputs that were not replaced are among them.
 */
export function runOperations<Value>(
  operations: readonly BoundOperation[],
  start: ReadonlyMap<string, Value>,
  perform: (operation: BoundOperation, inputs: readonly Value[]) => readonly Value[],
): ReadonlyMap<string, Value> {
  const values = new Map(start);
  for (const operation of operations) {
    const inputs = operation.inputs.flatMap((name) => {
      const value = values.get(name);
      return value === undefined ? [] : [value];
    });
    const outputs = perform(operation, inputs);
    operation.outputs.forEach((name, index) => {
      const value = outputs[index];
      if (value !== undefined) values.set(name, value);
    });
  }
  return values;
}

/** The operations that these columns depend on, and the raw columns that those read. */
export function neededOperations(
  operations: readonly FittedOperation[],
  columns: Iterable<string>,
): { operations: readonly FittedOperation[]; raw: ReadonlySet<string> } {
  // Backwards, so that a name always means the column as it is at that point.
  const needed = new Set(columns);
  const kept = operations.toReversed().filter(({ inputs, outputs }) => {
    const isNeeded = outputs.some(({ name }) => needed.has(name));
    if (isNeeded) {
      for (const { name } of outputs) needed.delete(name);
      for (const { name } of inputs) needed.add(name);
    }
    return isNeeded;
  });
  return { operations: kept.reverse(), raw: needed };
}

function bindTransform(transform: Transform, operation: FittedOperation): Omit<BoundOperation, 'inputs' | 'outputs'> {
  const options = transform.options.safeParse(operation.options);
  const learned = transform.learned.safeParse(operation.learned);
  if (!options.success || !learned.success) {
    const place = `${operation.transform} of column ${operation.inputs.map(inQuotes).join(', ')}`;
    throw new LeatError('RECIPE_INVALID', `${place}: the stored data are not what the transform wrote`);
  }
  const fitted = { learned: learned.data, options: options.data };
  return {
    apply: (columns, { trainingPlaces }) =>
      (trainingPlaces && transform.applyToTraining?.(columns, fitted, trainingPlaces)) ?? transform.apply(columns, fitted),
    toGraph: (nodes) => transform.toGraph(nodes, fitted),
  };
}

function requireVersion({ transform, version }: FittedOperation, expected: number): void {
  if (version === expected) return;
  const message = `expected version ${String(expected)} of transform "${transform}", got a recipe fitted by version ${String(version)}: fit it again`;
  throw new LeatError('RECIPE_TRANSFORM_UNKNOWN', message, { details: { transform, version } });
}

function inQuotes({ name }: Field): string {
  return `"${name}"`;
}
