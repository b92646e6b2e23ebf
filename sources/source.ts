import type { NetworkPolicy } from '../core/network-policy.js';
import type { Table } from '../core/table/table.js';
import type { Schema } from '../core/table/column.js';
import type { DeclaredColumns } from '../core/pipeline/source-descriptions.js';
import type { NumberArrays } from './number-arrays.js';
import type { CancellationFlag } from '../core/pipeline/stage-context.js';

/** What was read, for the record: rejected rows name their line, and why. */
export interface ReadSummary {
  readonly rows: number;
  /** Of what came: files and HTTP bodies as they are, the rows of a query as JSON lines. */
  readonly bytes: number;
  /** SHA-256 over those bytes, in the order in which they came. */
  readonly digest: string;
  readonly rejected: readonly { readonly line: number; readonly reason: string }[];
}

export interface OpenedSource {
  readonly schema: Schema;
  /** The table part by part, in order. Read once. */
  parts(): AsyncIterable<Table>;
  /** Complete once parts() has ended. */
  summary(): ReadSummary;
  close(): Promise<void>;
}

/** What a source may use of its surroundings. */
export interface SourceSurroundings {
  /** Absolute folders that files may be read from. */
  readonly dataRoots: readonly string[];
  readonly network: NetworkPolicy;
  /** @throws LeatError `SECRET_MISSING` */
  secret(name: string): string;
  readonly signal: CancellationFlag;
  /** False where nobody asks for the digest of what was read: a file is not read twice then. */
  readonly metered?: boolean;
  /** Rows of a part of a file, at most; PART_ROWS when left out. */
  readonly partRows?: number;
  /** Threads that reading may take; one for each processor when left out. */
  readonly readThreads?: number;
  /** For the columns of parts, where their reader gives arrays back; new ones when left out. */
  readonly arrays?: NumberArrays;
  /** To be called before a native library is at work, and what it returns after: the thread is not ended meanwhile. */
  readonly enterNative?: () => () => void;
}

/** Rows of a part: large enough to spread the cost of a part, small enough that many fit into memory. */
export const PART_ROWS = 131_072;

/** A kind of source: its adapter reads one described source. Listed in sources/sources.ts. */
export interface SourceAdapter<Description> {
  /** @param columns - Types that the author declares; the others are inferred. */
  open(description: Description, surroundings: SourceSurroundings, columns: DeclaredColumns): Promise<OpenedSource>;
  /** Changes whenever the content may have; null when that cannot be known, and then a read is never cached. */
  fingerprint(description: Description, surroundings: SourceSurroundings): Promise<string | null>;
}
