/**
 * Of errors in workflows, and of the promises whose stacks Temporal's SDK keeps: writing a stack for each promise took a
 * third of the time of the thread that all workflows share. Four lines say where an error came from, and the two nearest are the SDK's.
 */
const STACK_LINES = 4;

Error.stackTraceLimit = STACK_LINES;

// Evaluated once a worker, not once a workflow; what comes after is frozen.
export * from './index.js';
