/** How probabilities become a class, where it is not the most probable one. */
export interface DecisionRule {
  /** Of two classes: from which probability on the second one is taken. */
  readonly threshold?: number | undefined;
  /** Shape [classes, classes], by actual and taken class: the class of which the expected cost is least is taken. */
  readonly costs?: readonly (readonly number[])[] | undefined;
}

export interface ClassRule extends DecisionRule {
  readonly classes: number;
}

/**
 * Which class a row is taken for: the most probable one, the first of equals, as ArgMax has it in the graph; or by the rule.
 *
 * @param start - Where the probabilities of the row begin.
 */
export function decideClass(probabilities: Float32Array | Float64Array, start: number, { classes, threshold, costs }: ClassRule): number {
  if (threshold !== undefined) return Number((probabilities[start + 1] ?? NaN) >= threshold);
  if (costs !== undefined) return leastCost(probabilities, start, costs);
  let best = 0;
  for (let each = 1; each < classes; each++) {
    if ((probabilities[start + each] ?? 0) > (probabilities[start + best] ?? 0)) best = each;
  }
  return best;
}

/** The first of equals. Summed class by class in float64, as the graph does: another order could decide otherwise. */
function leastCost(probabilities: Float32Array | Float64Array, start: number, costs: readonly (readonly number[])[]): number {
  let best = 0;
  let least = Infinity;
  for (let taken = 0; taken < costs.length; taken++) {
    let expected = 0;
    for (const [actual, row] of costs.entries()) expected += (probabilities[start + actual] ?? NaN) * (row[taken] ?? NaN);
    if (expected < least) [best, least] = [taken, expected];
  }
  return best;
}
