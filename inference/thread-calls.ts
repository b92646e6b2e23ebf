import type { Explanation } from '../core/model/explainer.js';
import type { Column } from '../core/table/column.js';
import type { ErrorCode } from '../core/error-codes.js';
import type { ErrorDetails } from '../core/errors.js';
import type { GraphInputInfo } from '../core/onnx/graph-runner.js';
import type { PackedTensors } from './packed-tensors.js';

/** What a graph takes and gives. */
export interface GraphInterface {
  readonly inputs: readonly GraphInputInfo[];
  readonly outputs: readonly GraphInputInfo[];
  /** Rows of several requests may run as one: see joins-rows.ts. */
  readonly joinsRows: boolean;
}

/** Rows as they cross to a thread: a table by its columns. */
export type Columns = readonly (readonly [name: string, column: Column])[];

/** For each row, an explanation of each output. */
export type Explained = readonly (readonly Explanation[])[];

/** What an inference thread can be asked for: a request and its result by name. */
export interface ThreadCalls {
  load: { request: { readonly key: string; readonly graph: Uint8Array }; result: GraphInterface };
  run: {
    request: { readonly key: string; readonly feeds: PackedTensors; readonly outputs: readonly string[] | null };
    result: PackedTensors;
  };
  explain: { request: { readonly key: string; readonly explainer: Uint8Array; readonly columns: Columns }; result: Explained };
  unload: { request: { readonly key: string }; result: null };
}

export type CallName = keyof ThreadCalls;

/** A message to the thread. */
export type ThreadRequest = { [N in CallName]: { readonly id: number; readonly call: N } & ThreadCalls[N]['request'] }[CallName];

/** A message to the thread: finish what is under way, nothing after it, and end. */
export const THREAD_END = 'end';

/** A message from the thread; errors travel as data, since their class does not survive the copy. */
export type ThreadReply =
  | { readonly id: number; readonly result: ThreadCalls[CallName]['result'] }
  | { readonly id: number; readonly error: { readonly code: ErrorCode; readonly message: string; readonly details: ErrorDetails } };
