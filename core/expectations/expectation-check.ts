import { LeatError } from '../errors.js';
import type { Schema } from '../table/column.js';
import { requireColumns } from '../table/require-columns.js';
import { fieldType, type Table } from '../table/table.js';
import type { Finding, RuleFold, Severity } from './define-rule.js';
import { type ColumnExpectation, columnRules, type TableExpectation, warn } from './expectations.js';
import { ofType } from './of-type.js';
import { checkRowCount } from './row-count.js';
import type { TableContract } from './table-contract.js';
import { varied } from './varied.js';

/** What is expected of a table, from an author's parameters. */
export interface Expectations {
  readonly expect: Readonly<Record<string, ColumnExpectation | readonly ColumnExpectation[]>>;
  readonly whole: readonly TableExpectation[];
  readonly schema?: TableContract | undefined;
}

/** How one expectation came out; what a report shows. */
export interface ExpectationOutcome extends Finding {
  /** null for an expectation of the whole table. */
  readonly column: string | null;
  readonly rule: string;
  readonly severity: Severity;
}

interface ColumnCheck {
  readonly column: string;
  readonly expectation: ColumnExpectation;
  readonly fold: RuleFold;
}

/** Checks a table part by part while it passes by. */
export class ExpectationCheck {
  readonly #checks: readonly ColumnCheck[];
  readonly #unknown: readonly string[];
  readonly #ofTable: readonly TableExpectation[];
  #rows = 0;

  /**
   * @throws LeatError `SCHEMA_COLUMN_MISSING`, or `EXPECTATION_INVALID` when a rule does not apply to a
   * column of that type.
   */
  constructor(schema: Schema, { expect, whole, schema: contract }: Expectations) {
    const wanted = [...contractExpectations(contract), ...authorExpectations(expect)];
    requireColumns(
      wanted.map(([column]) => column),
      schema,
    );
    const stated = new Set(wanted.filter(([, { rule }]) => rule === 'varied').map(([column]) => column));
    const unstated = schema.filter(({ name }) => !stated.has(name));
    const checks = [...wanted, ...unstated.map(({ name }) => [name, warn(varied())] as const)];
    this.#checks = checks.map(([column, expectation]) => ({ column, expectation, fold: foldFor(schema, column, expectation) }));
    this.#unknown = contract === undefined ? [] : schema.map(({ name }) => name).filter((name) => !(name in contract.columns));
    this.#ofTable = [...(contract?.table ?? []), ...whole];
  }

  get rows(): number {
    return this.#rows;
  }

  add(part: Table): void {
    for (const { column, fold } of this.#checks) fold.add({ column: part.column(column), offset: this.#rows });
    this.#rows += part.rows;
  }

  /** @param now - What freshness is measured from. */
  outcomes(now: Date): readonly ExpectationOutcome[] {
    const ofColumns = this.#checks.flatMap(({ column, expectation: { rule, severity }, fold }) => {
      const finding = fold.finish(now);
      return finding === null ? [] : [{ column, rule, severity, ...finding }];
    });
    const ofTable = this.#ofTable.map((expectation) => ({
      column: null,
      rule: expectation.rule,
      severity: expectation.severity,
      ...checkRowCount(this.#rows, expectation),
    }));
    return [...ofColumns, ...ofTable, ...this.#unknown.map((column) => unknownColumn(column, this.#rows))];
  }
}

/** @throws LeatError `EXPECTATION_FAILED` for the first broken expectation of severity `error`; it counts the others. */
export function requireExpectations(outcomes: readonly ExpectationOutcome[]): void {
  const broken = outcomes.filter(({ ok, severity }) => !ok && severity === 'error');
  const [first] = broken;
  if (first === undefined) return;
  const others = broken.length === 1 ? '' : `; ${String(broken.length - 1)} more expectations are broken`;
  throw new LeatError('EXPECTATION_FAILED', describeOutcome(first) + others, {
    details: {
      column: first.column,
      rule: first.rule,
      failing: first.failing,
      firstRow: first.firstRow,
      expected: first.expected,
      received: first.received,
      broken: broken.map(({ column, rule }) => `${column ?? 'table'}: ${rule}`),
    },
  });
}

/** One sentence: where, what was expected, how many rows break it, and the first of them. */
export function describeOutcome({ column, rule, expected, received, failing, firstRow }: ExpectationOutcome): string {
  const place = column === null ? 'table' : `column "${column}"`;
  const got = received === null ? 'a missing value' : JSON.stringify(received);
  const where = firstRow === null ? '' : `; ${String(failing)} rows, first row ${String(firstRow)}`;
  return `${place}, ${rule}: expected ${expected}, got ${got}${where}`;
}

function foldFor(schema: Schema, column: string, expectation: ColumnExpectation): RuleFold {
  const type = fieldType(schema, column);
  const rule = columnRules[expectation.rule];
  if (rule.accepts.includes(type)) return rule.fold(expectation);
  throw new LeatError(
    'EXPECTATION_INVALID',
    `column "${column}", ${expectation.rule}: expected a column of type ${rule.accepts.join(' or ')}, got ${type}`,
    {
      details: { column, rule: expectation.rule, received: type },
    },
  );
}

function authorExpectations(expect: Expectations['expect']): [string, ColumnExpectation][] {
  return Object.entries(expect).flatMap(([column, given]) => [given].flat().map((one): [string, ColumnExpectation] => [column, one]));
}

function contractExpectations(contract: TableContract | undefined): [string, ColumnExpectation][] {
  return Object.entries(contract?.columns ?? {}).flatMap(([column, { type, expect }]) =>
    [ofType(type), ...expect].map((one): [string, ColumnExpectation] => [column, one]),
  );
}

function unknownColumn(column: string, rows: number): ExpectationOutcome {
  return {
    column,
    rule: 'known',
    severity: 'warn',
    ok: false,
    expected: 'a column of the schema',
    received: column,
    failing: rows,
    firstRow: null,
  };
}
