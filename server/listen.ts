import type { FastifyInstance } from 'fastify';
import { LeatError, messageOf } from '../core/errors.js';

/** @throws LeatError `PORT_IN_USE` or `ADDRESS_UNUSABLE`. */
export async function listen(app: FastifyInstance, { host, port }: { host: string; port: number }): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (cause) {
    const address = `${host}:${String(port)}`;
    if (cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE') {
      const message = `server: port ${String(port)} on ${host} is in use: stop what listens there, or choose another with LEAT_PORT`;
      throw new LeatError('PORT_IN_USE', message, { cause, details: { host, port } });
    }
    throw new LeatError('ADDRESS_UNUSABLE', `server: cannot listen on ${address}: ${messageOf(cause)}`, { cause, details: { host, port } });
  }
}
