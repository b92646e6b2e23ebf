import { MessageChannel } from 'node:worker_threads';

/** So few bytes are left to the collector: to move them costs more. */
const LEAST_BYTES = 4_096;

const { port1: nowhere } = new MessageChannel();
nowhere.close();

/**
 * Gives memory back that nobody looks at any more. V8 collects what lies outside of its heap only when 64 MB have gathered,
 * and looks through all of its heap then; what is moved to a closed port is gone at once. Bytes that share a buffer with
 * others stay.
 */
export function freeBytes({ buffer, byteLength }: Uint8Array): void {
  if (byteLength < LEAST_BYTES || byteLength !== buffer.byteLength || !(buffer instanceof ArrayBuffer)) return;
  nowhere.postMessage(null, [buffer]);
}
