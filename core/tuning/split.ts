/** Rows to train on and rows to score with, by their numbers in ascending order; they have none in common. */
export interface Split {
  readonly training: Uint32Array;
  readonly heldOut: Uint32Array;
}
