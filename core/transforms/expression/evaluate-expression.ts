import type { Column } from '../../table/column.js';
import { columnMissing } from '../../table/require-columns.js';
import { repeatText } from './texts.js';
import type { ResolvedExpression } from './resolve-expression.js';

interface Rows {
  readonly columns: ReadonlyMap<string, Column>;
  readonly rows: number;
}

/** The column that an expression describes, a whole column at each operator. */
export function evaluateExpression(expression: ResolvedExpression, { columns, rows }: Rows): Column {
  const done = new Map<ResolvedExpression, Column>();

  const evaluate = (part: ResolvedExpression): Column => {
    let column = done.get(part);
    if (column === undefined) done.set(part, (column = compute(part)));
    return column;
  };

  const compute = (part: ResolvedExpression): Column => {
    switch (part.kind) {
      case 'constant':
        return part.type === 'text'
          ? repeatText(String(part.value), rows)
          : { type: part.type === 'truth' ? 'boolean' : 'number', values: new Float64Array(rows).fill(Number(part.value)) };
      case 'column': {
        const column = columns.get(part.name);
        if (column === undefined)
          throw columnMissing(
            [part.name],
            [...columns.keys()].map((name) => ({ name })),
          );
        return column;
      }
      case 'call':
        return part.operator.evaluate(part.inputs.map(evaluate));
    }
  };

  return evaluate(expression);
}
