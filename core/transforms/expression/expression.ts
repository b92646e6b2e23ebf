/** A parsed expression: plain data. A call names an operator of operators.ts or a function of functions.ts. */
export type Expression =
  | { readonly kind: 'constant'; readonly type: ValueType; readonly value: number | string }
  | { readonly kind: 'column'; readonly name: string }
  | { readonly kind: 'call'; readonly name: string; readonly inputs: readonly Expression[]; readonly position: number };

/** Truths are numbers, 0 or 1, that say so; a missing number or truth is NaN, a missing text ''. */
export type ValueType = 'number' | 'truth' | 'text';
