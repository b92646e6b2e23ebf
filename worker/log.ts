import { isMainThread } from 'node:worker_threads';
import { destination, pino, type Logger } from 'pino';

export type Log = Logger;

/** JSON lines on stderr; readable lines on a terminal. Threads write for themselves, synchronously: pino's own transport is a thread too. */
export function createLog(level: string): Log {
  if (process.stderr.isTTY && isMainThread) {
    return pino({ level, base: null, transport: { target: 'pino-pretty', options: { destination: 2, ignore: 'time' } } });
  }
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination({ fd: 2, sync: true }));
}
