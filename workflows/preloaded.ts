/** Of errors in workflows: enough to say where one came from, and cheap to write. */
const STACK_LINES = 4;

Error.stackTraceLimit = STACK_LINES;

/**
 * Temporal's SDK keeps the stack of every promise for a query that it answers, and asks for it by `new Error()`. Writing
 * them took half of the time of the thread that all workflows share. An error without a message has none here, and the SDK
 * then keeps nothing; every other error has its stack.
 */
globalThis.Error = new Proxy(Error, {
  construct: (target, given, asked) =>
    given.length === 0 && asked === globalThis.Error ? withoutStack() : (Reflect.construct(target, given, asked) as object),
});

function withoutStack(): object {
  return Object.create(Error.prototype) as object;
}

// Evaluated once a worker, not once a workflow; what comes after is frozen.
export * from './index.js';
