import type { DeclaredColumns, FileSource } from '../../core/pipeline/source-descriptions.js';
import type { SourceSurroundings } from '../source.js';
import type { ResolvedFile } from './resolve-files.js';

/** What is needed to open one file of a source. */
export interface FileRequest {
  readonly file: ResolvedFile;
  readonly description: FileSource;
  readonly columns: DeclaredColumns;
  readonly signal: SourceSurroundings['signal'];
}
