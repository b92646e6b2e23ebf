import type { Schema } from '../../core/table/column.js';
import type { Table } from '../../core/table/table.js';
import type { SourceSurroundings } from '../source.js';

/** How far a write has come: plain JSON, from which it goes on. */
export type WriteProgress = Readonly<Record<string, unknown>>;

export interface OpenedDestination {
  /** Rows that an earlier attempt has written already, from the beginning. */
  readonly rows: number;
  /** Adds a part behind those before it. @returns How far it is then. */
  append(part: Table): Promise<WriteProgress>;
  /** Makes it whole and visible; nothing can be added after. */
  finish(): Promise<void>;
  /** Lets go of it: what is written stays for the next attempt, unless it was finished. */
  close(): Promise<void>;
}

export interface DestinationRequest extends SourceSurroundings {
  readonly schema: Schema;
  /** What an earlier attempt kept last. Where it does not fit what is there, the write begins at its beginning. */
  readonly progress?: WriteProgress | undefined;
  /** Of this write and no other: tells its traces from those of others. */
  readonly id: string;
}

/** A kind of destination. Listed in destinations.ts. */
export interface DestinationAdapter<Description> {
  open(description: Description, request: DestinationRequest): Promise<OpenedDestination>;
}
