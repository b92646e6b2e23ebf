import { boosting } from './boosting-state';
import { barrier, LOOK_ROWS, mustStop, shareStart } from './crew';
import { exponential } from './exponential';
import { logLossGradients } from './log-loss-gradients';
import { gradientOf, LOG_LOSS, POISSON, SOFTMAX, SQUARED } from './loss';
import { state } from './state';

/** Steps of the grid up to the bound: what float32 holds of a number. */
const GRID: f64 = 8388608; // 2^23
/** A double so large that its last digit is 1: what is added to it is rounded to whole numbers. */
const ROUNDING: f64 = 6755399441055744; // 1.5 · 2^52

/**
 * Gradient and hessian of every row, for all scores as they stand. They are rounded to a grid of 2^23 steps up to
 * a bound: sums of up to 2^30 of them are exact in doubles, so the order of adding, and with it the number of
 * threads, cannot change a bit of a tree.
 */
export function computeGradients(thread: i32): void {
  const start = shareStart(state.rows, thread, state.threads);
  const end = shareStart(state.rows, thread + 1, state.threads);
  const isBounded = boosting.loss != SQUARED && boosting.loss != POISSON;
  if (!isBounded) {
    noteLargest(thread, start, end);
    barrier();
  }
  const gradientGrid = gridOf(isBounded ? boosting.weightBound : largest(0));
  const hessianGrid = gridOf(isBounded ? boosting.weightBound : largest(8));
  for (let from = start; from < end && !mustStop(thread); from += LOOK_ROWS) {
    gradientsOfRows(from, min(from + LOOK_ROWS, end), gradientGrid, hessianGrid);
  }
}

function gradientsOfRows(start: i32, end: i32, gradientGrid: f64, hessianGrid: f64): void {
  if (boosting.loss == SOFTMAX) softmaxGradients(start, end, gradientGrid, hessianGrid);
  else if (boosting.loss == LOG_LOSS)
    scalarGradients(logLossGradients(start, end, gradientGrid, hessianGrid), end, gradientGrid, hessianGrid);
  else scalarGradients(start, end, gradientGrid, hessianGrid);
}

/** The number to add and subtract again to round to the grid of a bound. */
function gridOf(bound: f64): f64 {
  let power: f64 = 1;
  if (bound > 0 && bound < Infinity) {
    // The exponent as it is stored; one more unless the bound is a power of two itself.
    const bits = reinterpret<u64>(bound);
    const exponent = (bits >> 52) + u64((bits & 0xfffffffffffff) != 0);
    power = reinterpret<f64>(exponent << 52);
  }
  return (power / GRID) * ROUNDING;
}

function noteLargest(thread: i32, start: i32, end: i32): void {
  let gradient: f64 = 0;
  let hessian: f64 = 0;
  for (let row = start; row < end; row++) {
    const score = load<f64>(boosting.scores + ((<usize>row) << 3));
    const mean = boosting.loss == POISSON ? exponential(score) : 0;
    const weight = weightOf(row);
    gradient = max(gradient, weight * abs(gradientOf(boosting.loss, score, mean, targetOf(row), 0)));
    hessian = max(hessian, weight * (boosting.loss == POISSON ? mean : 1));
  }
  store<f64>(boosting.largest + ((<usize>thread) << 4), gradient);
  store<f64>(boosting.largest + ((<usize>thread) << 4), hessian, 8);
}

function largest(offset: usize): f64 {
  let most: f64 = 0;
  for (let thread = 0; thread < state.threads; thread++) {
    most = max(most, load<f64>(boosting.largest + ((<usize>thread) << 4) + offset));
  }
  return most;
}

function scalarGradients(start: i32, end: i32, gradientGrid: f64, hessianGrid: f64): void {
  const loss = boosting.loss;
  const quantile = boosting.quantile;
  for (let row = start; row < end; row++) {
    const score = load<f64>(boosting.scores + ((<usize>row) << 3));
    let mean: f64 = 0;
    let hessian: f64 = 1;
    if (loss == LOG_LOSS) {
      mean = 1 / (1 + exponential(-score));
      hessian = mean * (1 - mean);
    } else if (loss == POISSON) {
      mean = exponential(score);
      hessian = mean;
    }
    const weight = weightOf(row);
    const place = boosting.gradients + ((<usize>row) << 3);
    store<f32>(place, <f32>(weight * gradientOf(loss, score, mean, targetOf(row), quantile) + gradientGrid - gradientGrid));
    store<f32>(place, <f32>(weight * hessian + hessianGrid - hessianGrid), 4);
  }
}

function softmaxGradients(start: i32, end: i32, gradientGrid: f64, hessianGrid: f64): void {
  const outputs = boosting.outputs;
  const rows = <usize>state.rows;
  for (let row = start; row < end; row++) {
    const scores = boosting.scores + ((<usize>row) << 3);
    let highest: f64 = -Infinity;
    for (let output = 0; output < outputs; output++) highest = max(highest, load<f64>(scores + <usize>output * (rows << 3)));
    let sum: f64 = 0;
    for (let output = 0; output < outputs; output++) sum += exponential(load<f64>(scores + <usize>output * (rows << 3)) - highest);
    const weight = weightOf(row);
    const actual = <i32>targetOf(row);
    for (let output = 0; output < outputs; output++) {
      const share = exponential(load<f64>(scores + <usize>output * (rows << 3)) - highest) / sum;
      const place = boosting.gradients + ((<usize>output * rows + row) << 3);
      store<f32>(place, <f32>(weight * (share - f64(output == actual)) + gradientGrid - gradientGrid));
      store<f32>(place, <f32>(weight * (share * (1 - share)) + hessianGrid - hessianGrid), 4);
    }
  }
}

function targetOf(row: i32): f64 {
  return load<f32>(state.target + ((<usize>row) << 2));
}

function weightOf(row: i32): f64 {
  return state.weights == 0 ? 1 : load<f32>(state.weights + ((<usize>row) << 2));
}
