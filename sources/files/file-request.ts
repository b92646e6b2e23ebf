import type { DeclaredColumns, FileSource } from '../../core/pipeline/source-descriptions.js';
import type { OpenedSource, ReadSummary, SourceSurroundings } from '../source.js';
import type { ResolvedFile } from './resolve-files.js';

/** What is needed to open one file of a source. */
export interface FileRequest {
  readonly file: ResolvedFile;
  readonly description: FileSource;
  readonly columns: DeclaredColumns;
  readonly signal: SourceSurroundings['signal'];
  readonly partRows?: number | undefined;
  readonly readThreads?: number | undefined;
  readonly arrays?: SourceSurroundings['arrays'] | undefined;
  readonly enterNative?: SourceSurroundings['enterNative'] | undefined;
}

/** One file of a source; what it weighs is metered once it was read (meter-file.ts). */
export interface OpenedFile extends Omit<OpenedSource, 'summary'> {
  /** Complete once parts() has ended. */
  summary(): Pick<ReadSummary, 'rows' | 'rejected'>;
}
