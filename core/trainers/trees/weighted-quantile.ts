/**
 * The smallest value up to which at least a share of the weight lies; between two values when exactly that share does.
 *
 * @param values - Shape [values], at least one.
 */
export function weightedQuantile(
  values: Float64Array,
  { share, weights }: { readonly share: number; readonly weights?: Float64Array | undefined },
): number {
  const order = weights === undefined ? undefined : Uint32Array.from(values.keys()).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const sorted = order === undefined ? values.toSorted() : Float64Array.from(order, (index) => values[index] ?? 0);
  const weightAt = (place: number): number => (order === undefined ? 1 : (weights?.[order[place] ?? 0] ?? 1));
  const total = weights?.reduce((sum, weight) => sum + weight, 0) ?? values.length;
  let before = 0;
  for (let place = 0; place < sorted.length; place++) {
    before += weightAt(place);
    if (before < share * total) continue;
    const here = sorted[place] ?? 0;
    return before === share * total && place + 1 < sorted.length ? (here + (sorted[place + 1] ?? 0)) / 2 : here;
  }
  return sorted[sorted.length - 1] ?? NaN;
}
