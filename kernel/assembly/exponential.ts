/** 1 / n!, for n from 11 down to 2. */
export const INVERSE_11: f64 = 1.0 / 39916800;
export const INVERSE_10: f64 = 1.0 / 3628800;
export const INVERSE_9: f64 = 1.0 / 362880;
export const INVERSE_8: f64 = 1.0 / 40320;
export const INVERSE_7: f64 = 1.0 / 5040;
export const INVERSE_6: f64 = 1.0 / 720;
export const INVERSE_5: f64 = 1.0 / 120;
export const INVERSE_4: f64 = 1.0 / 24;
export const INVERSE_3: f64 = 1.0 / 6;

/** The high and the low part of ln 2, so that no digit is lost when a multiple is subtracted. */
export const LN2_HIGH: f64 = 0.6931471803691238;
export const LN2_LOW: f64 = 1.9082149292705877e-10;

/**
 * The exponential function within 1e-15 of it, the same bits on every machine: 2^k · e^r with |r| ≤ ln 2 / 2, where
 * the series of e^r needs 11 terms. Beyond ±700 it stays at its value there.
 */
export function exponential(x: f64): f64 {
  const bounded = max(-700.0, min(700.0, x));
  const k = nearest(bounded * 1.4426950408889634);
  const r = bounded - k * LN2_HIGH - k * LN2_LOW;
  let sum = INVERSE_11;
  sum = sum * r + INVERSE_10;
  sum = sum * r + INVERSE_9;
  sum = sum * r + INVERSE_8;
  sum = sum * r + INVERSE_7;
  sum = sum * r + INVERSE_6;
  sum = sum * r + INVERSE_5;
  sum = sum * r + INVERSE_4;
  sum = sum * r + INVERSE_3;
  sum = sum * r + 0.5;
  sum = sum * r + 1;
  sum = sum * r + 1;
  return sum * reinterpret<f64>((<i64>k + 1023) << 52);
}
