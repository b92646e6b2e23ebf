import { z } from 'zod';
import { arrowBatch, arrowEnd, arrowStart } from '../../../core/table/arrow-file.js';
import type { PartFormat } from '../part-format.js';

const block = z.tuple([z.int(), z.int(), z.int()]);

/** Arrow IPC in the file format, which is also Feather version 2: a record batch for each part. */
export const arrow: PartFormat = {
  start: arrowStart,
  part(table, { bytes: offset }) {
    const { bytes, block: kept } = arrowBatch(table, offset);
    return { chunks: [bytes], kept };
  },
  end: (schema, { parts }) => arrowEnd(schema, z.array(block).parse(parts)),
};
