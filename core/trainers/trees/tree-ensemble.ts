/**
 * Trees as flat arrays: nodes of all trees one behind the other, each tree from its root on. Plain data.
 *
 * A row goes left where its value is at most the threshold, or, for a category, where its code is in the set.
 */
export interface TreeEnsemble {
  /** Names of the features are those of the sample; their number here. */
  readonly features: number;
  readonly outputs: number;
  /** Numbers of a leaf: 1, and tree t adds to output t modulo outputs; or one for each output. */
  readonly width: number;
  /** float32, shape [outputs]: what trees are added to. */
  readonly base: Float32Array;
  /** Shape [trees]: index of each root. */
  readonly roots: Int32Array;
  /** Shape [nodes], as all below; −1 for a leaf. */
  readonly feature: Int32Array;
  readonly threshold: Float32Array;
  /** Index of the left child; of a leaf, its row in `leaves`. The right child follows the left one. */
  readonly left: Int32Array;
  /** 1 where a missing value goes left. */
  readonly missingLeft: Uint8Array;
  /** Where the set of the node begins in `sets`; −1 for a threshold. */
  readonly set: Int32Array;
  readonly gain: Float32Array;
  /** Sum of the hessians of the rows, or of their weights. */
  readonly cover: Float32Array;
  /** float32, shape [leaves, width]. */
  readonly leaves: Float32Array;
  /** Each set: the number of its words, then a bit for each code, 32 in a word. */
  readonly sets: Uint32Array;
}

/** Whether a value of the feature of a node goes left. */
export function goesLeft({ set, sets, threshold, missingLeft }: TreeEnsemble, node: number, value: number): boolean {
  if (Number.isNaN(value)) return missingLeft[node] === 1;
  const start = set[node] ?? -1;
  if (start < 0) return value <= (threshold[node] ?? 0);
  const word = value >>> 5;
  return word < (sets[start] ?? 0) && (((sets[start + 1 + word] ?? 0) >>> (value & 31)) & 1) === 1;
}

/** The codes of the set that begins there. */
export function codesOf({ sets }: TreeEnsemble, start: number): number[] {
  const codes: number[] = [];
  for (let word = 0; word < (sets[start] ?? 0); word++) {
    for (let bit = 0; bit < 32; bit++) if (((sets[start + 1 + word] ?? 0) >>> bit) & 1) codes.push(32 * word + bit);
  }
  return codes;
}
