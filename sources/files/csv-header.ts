import { createReadStream } from 'node:fs';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { LeatError, messageOf } from '../../core/errors.js';

const DELIMITERS = [',', ';', '\t', '|'];
const LONGEST_HEADER = 1 << 20;

export interface CsvHeader {
  readonly names: readonly string[];
  readonly delimiter: string;
}

/**
 * Names and delimiter of a CSV file, read here and not by DuckDB: it renames columns that are twice
 * there, or differ only in case, and lets a ragged row change its mind about the delimiter.
 *
 * @throws LeatError `SCHEMA_COLUMN_DUPLICATE` or `SOURCE_FILE_INVALID`.
 */
export async function readCsvHeader(path: string, given?: string): Promise<CsvHeader> {
  const record = await readFirstRecord(path);
  const delimiter = given ?? likeliestDelimiter(record);
  const names = splitRecord(record, delimiter).map((name, index) => (name === '' ? `column${String(index + 1)}` : name));
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice === undefined) return { names, delimiter };
  throw new LeatError('SCHEMA_COLUMN_DUPLICATE', `file "${path}", line 1: expected every column once, got "${twice}" twice`, {
    details: { column: twice },
  });
}

async function readFirstRecord(path: string): Promise<string> {
  const file = createReadStream(path);
  // pipeline(), unlike pipe(), also ends the file when reading stops early; errors arrive at the reader.
  const bytes: Readable = path.toLowerCase().endsWith('.gz') ? pipeline(file, createGunzip(), () => undefined) : file;
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const chunk of bytes) {
      text += decoder.decode(chunk as Uint8Array, { stream: true }); // a stream without encoding gives bytes
      const end = endOfRecord(text);
      if (end >= 0) return text.slice(0, end);
      if (text.length > LONGEST_HEADER) throw new Error('the first line is longer than 1 MiB');
    }
  } catch (error) {
    throw new LeatError('SOURCE_FILE_INVALID', `file "${path}": expected CSV, but its first line cannot be read: ${messageOf(error)}`, {
      details: { path, format: 'csv' },
      cause: error,
    });
  }
  return text;
}

/** Index of the first line break outside quotes; −1 when there is none. */
function endOfRecord(text: string): number {
  let quoted = false;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (character === '"') quoted = !quoted;
    else if (!quoted && (character === '\n' || character === '\r')) return index;
  }
  return -1;
}

function likeliestDelimiter(record: string): string {
  const counts = DELIMITERS.map((delimiter) => splitRecord(record, delimiter).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ',';
}

/** Values of one record (RFC 4180): a quoted value may hold delimiters, line breaks and doubled quotes. */
function splitRecord(record: string, delimiter: string): string[] {
  const values: string[] = [];
  let value = '';
  let quoted = false;
  for (const character of record) {
    if (character === '"') quoted = !quoted;
    if (character === delimiter && !quoted) {
      values.push(value);
      value = '';
    } else value += character;
  }
  return [...values, value].map((raw) => (/^".*"$/s.test(raw) ? raw.slice(1, -1).replaceAll('""', '"') : raw.trim()));
}
