/** Lists of values by name, and one value of each list by name. */
type Axes = Readonly<Record<string, readonly unknown[]>>;
type Point<A extends Axes> = { readonly [N in keyof A]: A[N][number] };

/**
 * Every combination of the listed values: `grid({ l2: [0.1, 1, 10] }).map((point) => logistic(point))`.
 * The last axis changes fastest.
 */
export function grid<const A extends Axes>(axes: A): Point<A>[] {
  const points = Object.entries(axes).reduce<Record<string, unknown>[]>(
    (combinations, [name, values]) => combinations.flatMap((point) => values.map((value) => ({ ...point, [name]: value }))),
    [{}],
  );
  return points as Point<A>[]; // every axis has put its name in
}
