import type { StringColumn } from '../../table/column.js';
import { stringColumn, textAt } from '../../table/columns.js';
import { mapToFloats } from '../map-to-floats.js';

/** 1 where both texts are the same, 0 where not, NaN where one is missing. */
export function equalTexts(left: StringColumn, right: StringColumn): Float64Array {
  const leftCodeOf = new Map(left.dictionary.map((text, code) => [text, code]));
  const asLeft = Int32Array.from(right.dictionary, (text) => leftCodeOf.get(text) ?? -1);
  return mapToFloats(left.codes, (leftCode, row) => {
    const rightCode = right.codes[row] ?? -1;
    return leftCode < 0 || rightCode < 0 ? NaN : Number(asLeft[rightCode] === leftCode);
  });
}

/** `yes` where the condition is 1, `no` where it is 0, missing where it is missing. */
export function chooseTexts(condition: Float64Array, { yes, no }: { yes: StringColumn; no: StringColumn }): StringColumn {
  return stringColumn(Array.from(condition, (truth, row) => (Number.isNaN(truth) ? null : textAt(truth === 0 ? no : yes, row))));
}

/** The first text, or where it is missing the second. */
export function coalesceTexts(first: StringColumn, second: StringColumn): StringColumn {
  return stringColumn(Array.from(first.codes, (code, row) => textAt(code < 0 ? second : first, row)));
}

/** Both texts as one; missing where one is. */
export function joinTexts(left: StringColumn, right: StringColumn): StringColumn {
  return stringColumn(
    Array.from(left.codes, (code, row) => (code < 0 || (right.codes[row] ?? -1) < 0 ? null : textAt(left, row) + textAt(right, row))),
  );
}

/** Each text changed, once for the dictionary. */
export function mapTexts({ codes, dictionary }: StringColumn, change: (text: string) => string): StringColumn {
  const { codes: codeOfText, dictionary: changed } = stringColumn(dictionary.map(change));
  return { type: 'string', codes: codes.map((code) => codeOfText[code] ?? -1), dictionary: changed };
}

/** The same text in every row. */
export function repeatText(text: string, rows: number): StringColumn {
  return { type: 'string', codes: new Int32Array(rows), dictionary: [text] };
}
