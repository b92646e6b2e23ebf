import { LeatError } from '../../core/errors.js';
import type { FileFormat } from '../../core/pipeline/source-descriptions.js';

const formatOfExtension: Readonly<Record<string, FileFormat>> = {
  csv: 'csv',
  tsv: 'csv',
  json: 'json',
  jsonl: 'jsonl',
  ndjson: 'jsonl',
  parquet: 'parquet',
  arrow: 'arrow',
  feather: 'arrow',
};

/** @throws LeatError `SOURCE_FORMAT_UNKNOWN` */
export function fileFormat(path: string): FileFormat {
  const extension = /\.([^./\\]+?)(?:\.gz)?$/i.exec(path)?.[1]?.toLowerCase() ?? '';
  const format = formatOfExtension[extension];
  if (format !== undefined) return format;
  throw new LeatError(
    'SOURCE_FORMAT_UNKNOWN',
    `file "${path}": expected a name that ends in ${Object.keys(formatOfExtension).join(', ')} (csv and JSON also with .gz) or a format, got "${extension}"`,
    { details: { path, received: extension } },
  );
}
