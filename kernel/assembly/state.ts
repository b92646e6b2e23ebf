/**
 * What all threads share beside the arrays: one record at a fixed address of their memory. The words below it
 * belong to the threads that run the kernel (kernel/control-words.ts).
 */
@unmanaged
export class State {
  threads: i32;
  /** Set by the first thread, which alone can ask whether the training is cancelled. */
  cancelled: i32;
  arrived: i32;
  round: i32;
  sleeping: i32;
  /** First free byte, see memory.ts. */
  heap: usize;

  rows: i32;
  features: i32;
  /** Bytes of a row of bins: the features, padded to 16. */
  stride: i32;
  /** f32 [sampled, features]: rows that thresholds are drawn from; later the rows being binned. */
  values: usize;
  sampled: i32;
  /** f32 [features, 256]: a value is in the bin of the first threshold that it does not exceed; the rest is infinite. */
  thresholds: usize;
  /** i32 [features]: bins in use, bin 0 of missing values included. */
  binCounts: usize;
  /** u8* [features]: for a category the bin of each code, for a number 0. */
  categoryBins: usize;
  maxBins: i32;
  /** u8 [rows, stride]; 0 where only columns are needed. */
  bins: usize;
  /** u8 [features, rows]: the same by column. */
  columns: usize;

  /** f32 [rows]. */
  target: usize;
  /** f32 [rows], or 0 where each row counts 1. */
  weights: usize;
}

export const STATE_ADDRESS: usize = 1024;
export const state = changetype<State>(STATE_ADDRESS);

/** First byte that is not reserved: control words and state lie before it. */
export const RESERVED: usize = 4096;
