import { parentPort, type Transferable } from 'node:worker_threads';
import type { ExplainRows } from '../core/model/explainer.js';
import { isLeatError, messageOf } from '../core/errors.js';
import type { GraphSession } from '../core/onnx/graph-runner.js';
import { Table } from '../core/table/table.js';
import { freeBytes } from './free-bytes.js';
import { createGraphRunner } from './graph-runner.js';
import { joinsRows } from './joins-rows.js';
import { packTensors, unpackTensors } from './packed-tensors.js';
import { THREAD_END, type CallName, type ThreadCalls, type ThreadReply, type ThreadRequest } from './thread-calls.js';

/*
 * Entry file of an inference thread: keeps a session for each loaded graph and answers one request
 * after the other. `session.run` blocks, which is the reason for this thread.
 */

// One computing thread a session: online batches are too small to gain from more, and the pool has several of these threads.
const runner = createGraphRunner({ threads: 1 });
const sessions = new Map<string, GraphSession>();
const explainers = new Map<string, ExplainRows>();

async function answer(request: ThreadRequest): Promise<ThreadCalls[CallName]['result']> {
  switch (request.call) {
    case 'load': {
      const session = await runner.open(request.graph);
      sessions.set(request.key, session);
      // The trial also warms the session: no request pays for its first run.
      return { inputs: session.inputs, outputs: session.outputs, joinsRows: await joinsRows(session) };
    }
    case 'run': {
      const session = sessions.get(request.key);
      if (session === undefined) throw new Error(`invariant: graph ${request.key} is run before it is loaded`);
      const { feeds, outputs } = request;
      const results = packTensors([await session.run(unpackTensors(feeds), outputs ?? undefined)]);
      freeBytes(new Uint8Array(feeds.buffer));
      return results;
    }
    case 'explain': {
      const explain = explainers.get(request.key) ?? (await openExplainer(request.key, request.explainer));
      return explain(Table.of(request.columns));
    }
    case 'unload': {
      const session = sessions.get(request.key);
      sessions.delete(request.key);
      explainers.delete(request.key);
      await session?.close();
      return null;
    }
  }
}

/** Recipes and trainers are loaded by the first model that is explained. */
async function openExplainer(key: string, bytes: Uint8Array): Promise<ExplainRows> {
  const { openExplainer: open } = await import('../core/model/explainer.js');
  const explain = open(bytes);
  explainers.set(key, explain);
  return explain;
}

async function reply(request: ThreadRequest): Promise<ThreadReply> {
  try {
    return { id: request.id, result: await answer(request) };
  } catch (error) {
    const { code, details } = isLeatError(error) ? error : { code: 'INFERENCE_FAILED' as const, details: {} };
    return { id: request.id, error: { code, message: messageOf(error), details } };
  }
}

function movable(message: ThreadReply): Transferable[] {
  return 'result' in message && message.result !== null && 'buffer' in message.result ? [message.result.buffer] : [];
}

// In order of arrival: a graph is never unloaded before the runs that were asked for earlier.
let last = Promise.resolve();
let isEnding = false;
parentPort?.on('message', (request: ThreadRequest | typeof THREAD_END) => {
  if (request === THREAD_END) {
    isEnding = true;
    last = last.then(() => process.exit()); // of this thread
  } else {
    last = last.then(async () => {
      if (isEnding) return;
      const message = await reply(request);
      parentPort?.postMessage(message, movable(message));
    });
  }
});
