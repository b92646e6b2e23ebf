import type { CancellationFlag } from '../pipeline/stage-context.js';
import type { TrainerCheckpoint } from './define-trainer.js';
import { decodeState, encodeState, type CurvaturePair } from './lbfgs-state.js';
import { absolutePenalty, keepDownhill, keepInOrthant, pseudoGradient } from './orthant.js';

/** A smooth function's value and gradient at a point. */
export interface Evaluated {
  readonly value: number;
  readonly gradient: Float64Array;
}

export interface MinimiseOptions {
  readonly maxIterations: number;
  /** Converged when no entry of the gradient is larger. */
  readonly tolerance: number;
  /** Penalty on each absolute coordinate, 0 or more; none when left out. */
  readonly l1?: Float64Array | undefined;
  /** Multiplies by about the inverse of the curvature, where that is known beforehand; the last step tells it when left out. */
  readonly precondition?: ((vector: Float64Array) => Float64Array) | undefined;
  readonly signal: CancellationFlag;
  readonly checkpoint: TrainerCheckpoint;
  progress(fraction: number): void;
}

/** Where to begin, and what is known already of the curvature. */
export interface Start {
  readonly point: Float64Array;
  readonly pairs?: readonly CurvaturePair[];
}

export interface Minimum extends Required<Start> {
  readonly iterations: number;
  readonly converged: boolean;
}

/** Pairs of steps and gradient changes that stand for the curvature. */
const MEMORY = 10;

/** Share of the decrease that the slope promises which a step has to bring (Armijo). */
const SUFFICIENT_DECREASE = 1e-4;

/** Halvings of a step before the search gives up: 2^-30 of it is within rounding. */
const MAX_HALVINGS = 30;

/**
 * Minimises a convex function, plus a penalty on absolute coordinates if there is one, by L-BFGS with backtracking.
 *
 * @param evaluate - The function without the penalty; asynchronous, since it may run in ONNX Runtime.
 * @throws LeatError `CANCELLED`.
 * @see Nocedal & Wright, Numerical Optimization, 2nd ed. (2006), algorithms 7.4 and 3.1; orthant.ts for the penalty.
 */
export async function minimise(
  evaluate: (point: Float64Array) => Promise<Evaluated>,
  start: Start,
  { maxIterations, tolerance, l1, precondition, signal, progress, checkpoint }: MinimiseOptions,
): Promise<Minimum> {
  const kept = decodeState(checkpoint.kept, start.point.length);
  const pairs: CurvaturePair[] = kept?.pairs ?? [...(start.pairs ?? [])];
  let point = kept?.point ?? start.point;
  let here = kept?.here ?? (await evaluate(point));
  for (let iterations = kept?.iterations ?? 0; ; iterations++) {
    const slopes = l1 === undefined ? here.gradient : pseudoGradient(here.gradient, { point, l1 });
    const converged = largest(slopes) <= tolerance;
    if (converged || iterations === maxIterations) return { point, pairs, iterations, converged };
    const direction = descentDirection(slopes, pairs, precondition);
    if (l1 !== undefined) keepDownhill(direction, { pseudo: slopes, l1 });
    const next = await search(evaluate, { point, here, slopes, direction, l1, signal });
    // No step goes further down: the rest of the gradient is rounding, or the function is not what it should be.
    if (next === null) return { point, pairs, iterations, converged: false };
    remember(pairs, subtract(next.point, point), subtract(next.there.gradient, here.gradient));
    [point, here] = [next.point, next.there];
    progress((iterations + 1) / maxIterations);
    checkpoint.keep(() => encodeState({ iterations: iterations + 1, point, here, pairs }));
  }
}

/** Minus the gradient, bent by the remembered curvature: the two-loop recursion. */
function descentDirection(
  gradient: Float64Array,
  pairs: readonly CurvaturePair[],
  precondition: MinimiseOptions['precondition'] = (vector) => scaledByLast(vector, { gradient, last: pairs.at(-1) }),
): Float64Array {
  const residual = gradient.map((value) => -value);
  const weights = pairs.map(() => 0);
  for (let index = pairs.length - 1; index >= 0; index--) {
    const { step, change, scale } = at(pairs, index);
    const weight = scale * dot(step, residual);
    weights[index] = weight;
    addScaled(residual, change, -weight);
  }
  const direction = precondition(residual);
  pairs.forEach(({ step, change, scale }, index) => {
    addScaled(direction, step, (weights[index] ?? 0) - scale * dot(change, direction));
  });
  return direction;
}

/** By the curvature along the last step; without one, to a step of length 1 at most. */
function scaledByLast(vector: Float64Array, { gradient, last }: { gradient: Float64Array; last: CurvaturePair | undefined }): Float64Array {
  const size = last === undefined ? 1 / Math.max(1, Math.sqrt(dot(gradient, gradient))) : 1 / (last.scale * dot(last.change, last.change));
  return vector.map((value) => value * size);
}

interface SearchFrom {
  readonly point: Float64Array;
  readonly here: Evaluated;
  readonly slopes: Float64Array;
  readonly direction: Float64Array;
  readonly l1: Float64Array | undefined;
  readonly signal: CancellationFlag;
}

async function search(
  evaluate: (point: Float64Array) => Promise<Evaluated>,
  { point: from, here, slopes, direction, l1, signal }: SearchFrom,
): Promise<{ point: Float64Array; there: Evaluated } | null> {
  const valueOf = ({ value }: Evaluated, at: Float64Array): number => (l1 === undefined ? value : value + absolutePenalty(at, l1));
  const start = valueOf(here, from);
  let length = 1;
  for (let halvings = 0; halvings < MAX_HALVINGS; halvings++) {
    signal.throwIfCancelled();
    const point = from.slice();
    addScaled(point, direction, length);
    if (l1 !== undefined) keepInOrthant(point, { from, pseudo: slopes, l1 });
    const there = await evaluate(point);
    const promised = dot(slopes, subtract(point, from));
    if (valueOf(there, point) <= start + SUFFICIENT_DECREASE * promised) return { point, there };
    length /= 2;
  }
  return null;
}

function remember(pairs: CurvaturePair[], step: Float64Array, change: Float64Array): void {
  const curvature = dot(step, change);
  // Rounding can make it vanish close to the minimum; such a pair would break positive definiteness.
  if (curvature <= Number.EPSILON * dot(change, change)) return;
  pairs.push({ step, change, scale: 1 / curvature });
  if (pairs.length > MEMORY) pairs.shift();
}

function at(pairs: readonly CurvaturePair[], index: number): CurvaturePair {
  const pair = pairs[index];
  if (pair === undefined) throw new Error(`invariant: pair ${String(index)} of ${String(pairs.length)}`);
  return pair;
}

function dot(left: Float64Array, right: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < left.length; index++) sum += (left[index] ?? 0) * (right[index] ?? 0);
  return sum;
}

function addScaled(target: Float64Array, addend: Float64Array, factor: number): void {
  for (let index = 0; index < target.length; index++) target[index] = (target[index] ?? 0) + factor * (addend[index] ?? 0);
}

function subtract(left: Float64Array, right: Float64Array): Float64Array {
  return left.map((value, index) => value - (right[index] ?? 0));
}

function largest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
