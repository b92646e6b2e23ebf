import { toRows } from '../../../core/table/to-rows.js';
import { NOTHING, type PartFormat } from '../part-format.js';

/** A list of objects; JSON has neither NaN nor infinity, so that both are null. */
export const json: PartFormat = {
  start: () => Buffer.from('[\n'),
  part(table, { rows }) {
    const lines = toRows(table).map((row) => JSON.stringify(row));
    return { chunks: [Buffer.from(`${rows === 0 ? '' : ',\n'}${lines.join(',\n')}`)] };
  },
  end: () => Buffer.from('\n]\n'),
};

/** An object a line. */
export const jsonLines: PartFormat = {
  start: () => NOTHING,
  part: (table) => ({
    chunks: [
      Buffer.from(
        toRows(table)
          .map((row) => `${JSON.stringify(row)}\n`)
          .join(''),
      ),
    ],
  }),
  end: () => NOTHING,
};
