import type { DeclaredColumns, SourceDescription } from '../core/pipeline/source-descriptions.js';
import { fileSource } from './files/file-source.js';
import { httpSource } from './http/http-source.js';
import type { OpenedSource, SourceSurroundings } from './source.js';
import { sqlSource } from './sql/sql-source.js';

/** Opens what a description describes. The caller reads parts() to its end or stops, and closes it. */
export async function openSource(
  description: SourceDescription,
  surroundings: SourceSurroundings,
  columns: DeclaredColumns = {},
): Promise<OpenedSource> {
  switch (description.source) {
    case 'file':
      return fileSource.open(description, surroundings, columns);
    case 'http':
      return httpSource.open(description, surroundings, columns);
    case 'sql':
      return sqlSource.open(description, surroundings, columns);
  }
}

/** @returns A text that changes whenever the content may have; null when that cannot be known. */
export async function fingerprintSource(description: SourceDescription, surroundings: SourceSurroundings): Promise<string | null> {
  switch (description.source) {
    case 'file':
      return fileSource.fingerprint(description, surroundings);
    case 'http':
      return httpSource.fingerprint(description, surroundings);
    case 'sql':
      return sqlSource.fingerprint(description, surroundings);
  }
}
