import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LeatError, messageOf } from '../core/errors.js';
import type { WorkerMetrics } from './worker-metrics.js';

/**
 * Answers GET /metrics for Prometheus, and /healthz for whoever restarts what hangs.
 *
 * @returns Where it listens, and how it is closed.
 * @throws LeatError `PORT_IN_USE`, `ADDRESS_UNUSABLE`
 */
export async function serveMetrics(
  metrics: WorkerMetrics,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<{ readonly url: string; close(): void }> {
  const server = createServer(({ url, method }, response) => {
    const texts: Readonly<Record<string, () => string>> = { '/metrics': () => metrics.expose(), '/healthz': () => 'ok\n' };
    const text = method === 'GET' ? texts[new URL(url ?? '/', 'http://localhost').pathname] : undefined;
    response.writeHead(text === undefined ? 404 : 200, { 'content-type': 'text/plain; version=0.0.4' }).end(text?.() ?? '');
  });
  try {
    await once(server.listen(port, host), 'listening');
  } catch (cause) {
    const isTaken = cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE';
    const message = `metrics of the worker: cannot listen on ${host}:${String(port)}: ${messageOf(cause)}; choose another by LEAT_METRICS`;
    throw new LeatError(isTaken ? 'PORT_IN_USE' : 'ADDRESS_UNUSABLE', message, { cause, details: { host, port } });
  }
  const { address, port: taken } = server.address() as AddressInfo; // it listens on a port
  return {
    url: `http://${address}:${String(taken)}/metrics`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
