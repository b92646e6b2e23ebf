import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { ErrorCode } from '../core/error-codes.js';
import { LeatError } from '../core/errors.js';
import { toErrorReply } from './problems.js';

/** What Node's parser refuses before there is a request. */
const reasons: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  HPE_HEADER_OVERFLOW: ['HEADERS_TOO_LARGE', 'headers: expected fewer or shorter ones, got more than the server takes'],
  ERR_HTTP_REQUEST_TIMEOUT: ['REQUEST_TIMED_OUT', 'request: expected all of it in time, got only a part'],
};

/** Answers what is no request of HTTP, or never came to its end, and closes the connection. */
export function answerUnreadable({ code }: { code?: string }, socket: Socket): void {
  if (code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [ours, message] = reasons[code ?? ''] ?? ['REQUEST_INVALID', 'request: expected one of HTTP/1.1, got something else'];
  const { status, headers, body } = toErrorReply(new LeatError(ours, message), '');
  const content = JSON.stringify(body);
  const fields = { ...headers, 'content-length': String(Buffer.byteLength(content)), connection: 'close' };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
  socket.end(`HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('\r\n')}\r\n\r\n${content}`);
}
