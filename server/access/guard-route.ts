import type { FastifyBaseLogger, FastifyRequest } from 'fastify';
import { isLeatError } from '../../core/errors.js';
import type { ErrorCode } from '../../core/error-codes.js';
import type { AuditRecord, MetadataStore } from '../../stores/metadata/metadata-store.js';
import type { Route, RouteReply, RouteRequest } from '../define-route.js';
import type { AccessGate } from './access-gate.js';
import { requireRole, type Caller } from './caller.js';
import { requireWithinLimits } from './require-within-limits.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set before anything else of a request is read. */
    caller: Caller;
  }
}

/** Who asks what everyone may ask. */
const ANYONE: Caller = { actor: 'anyone', role: 'viewer', limits: null };

const refusals: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['ROLE_TOO_SMALL', 'KEY_LIMITED']);

interface Guard {
  /** Before the body is read. @throws LeatError as AccessGate does, `ROLE_TOO_SMALL` */
  admit(request: FastifyRequest): Promise<void>;
  /** Does the work if the caller may touch what it is about. @throws LeatError `KEY_LIMITED`, and what the work throws */
  within(request: RouteRequest<Route['request']>, work: () => Promise<RouteReply> | RouteReply): Promise<RouteReply>;
}

interface GuardServices {
  readonly gate: AccessGate;
  readonly metadata: MetadataStore;
  readonly log: FastifyBaseLogger;
}

/** Holds one route's door; what is done, or refused, there is written to the audit log where the route has an action. */
export function guardRoute(route: Route, services: GuardServices): Guard {
  const guard = openGuard(route, services);
  return route.action === undefined ? guard : noted(guard, route.action, services);
}

function openGuard({ role }: Route, { gate, metadata }: GuardServices): Guard {
  return {
    async admit(request) {
      request.caller = role === 'public' ? ANYONE : await gate.identify(request);
      if (role !== 'public') requireRole(request.caller, role);
    },
    async within(request, work) {
      if (request.caller.limits !== null) await requireWithinLimits(request.caller, request, metadata);
      return work();
    },
  };
}

function noted(guard: Guard, action: string, { metadata, log }: GuardServices): Guard {
  const note = async ({ caller, headers, params }: Noted, outcome: AuditRecord['outcome'], location?: string): Promise<void> => {
    const subject = { ...subjectOf(params), ...(location !== undefined && { location }) };
    const entry = { actor: caller.actor, action, subject, outcome, requestId: String(headers['x-request-id']) };
    // What is done is done: an answer that says otherwise would have it done twice.
    await metadata.audit(entry).catch((error: unknown) => {
      log.error({ err: error, audit: entry }, 'the audit log could not be written');
    });
  };
  const notingRefusals = async <T>(request: Noted, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (isLeatError(error) && refusals.has(error.code)) await note(request, 'refused');
      throw error;
    }
  };
  return {
    admit: (request) => notingRefusals(request, () => guard.admit(request)),
    async within(request, work) {
      const reply = await notingRefusals(request, () => guard.within(request, work));
      await note(request, 'done', reply.headers?.['location']);
      return reply;
    },
  };
}

type Noted = Pick<RouteRequest<Route['request']>, 'caller' | 'headers'> & { readonly params?: unknown };

/** What the path names. */
function subjectOf(params: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(params ?? {}).map(([name, value]) => [name, String(value)]));
}
