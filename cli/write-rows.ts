import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import type { Writable } from 'node:stream';
import { LeatError } from '../core/errors.js';

type Row = Readonly<Record<string, string | number | boolean | null>>;

/**
 * Writes rows to a file, which is there once it is whole, or to the standard output.
 *
 * @param file - Its ending says the form: `.csv` or `.jsonl`.
 * @returns How many.
 * @throws LeatError `USAGE_INVALID` for another ending.
 */
export async function writeRows(parts: AsyncIterable<readonly Row[]>, file: string | undefined): Promise<number> {
  const format = formatOf(file);
  if (file === undefined) return write(parts, process.stdout, format);
  const temporary = `${file}.${String(process.pid)}.part`;
  const stream = createWriteStream(temporary);
  try {
    const rows = await write(parts, stream, format);
    stream.end();
    await finished(stream);
    await rename(temporary, file);
    return rows;
  } catch (error) {
    stream.destroy();
    await rm(temporary, { force: true });
    throw error;
  }
}

async function write(parts: AsyncIterable<readonly Row[]>, stream: Writable, format: Format): Promise<number> {
  let rows = 0;
  for await (const part of parts) {
    const [first] = part;
    const head = rows === 0 && first !== undefined ? format.head(first) : '';
    rows += part.length;
    if (!stream.write(head + part.map(format.line).join(''))) await once(stream, 'drain');
  }
  return rows;
}

interface Format {
  head(row: Row): string;
  line(row: Row): string;
}

const csv: Format = {
  head: (row) => `${Object.keys(row).map(csvCell).join(',')}\n`,
  line: (row) => `${Object.values(row).map(csvCell).join(',')}\n`,
};

const jsonLines: Format = { head: () => '', line: (row) => `${JSON.stringify(row)}\n` };

function formatOf(file: string | undefined): Format {
  if (file === undefined || file.endsWith('.csv')) return csv;
  if (/\.(jsonl|ndjson)$/.test(file)) return jsonLines;
  throw new LeatError('USAGE_INVALID', `--output: expected a file that ends in .csv or .jsonl, got "${file}"`);
}

/** @see RFC 4180. */
function csvCell(value: Row[string]): string {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
