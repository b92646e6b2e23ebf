import type { IncomingHttpHeaders } from 'node:http';
import type { z } from 'zod';
import type { Role } from '../core/access/role.js';
import type { LeatClient } from '../client/connect.js';
import type { ErrorCode } from '../core/error-codes.js';
import type { ArtifactStore } from '../stores/artifacts/artifact-store.js';
import type { Caller } from './access/caller.js';
import type { MetadataStore } from '../stores/metadata/metadata-store.js';
import type { ServerMetrics } from './metrics/server-metrics.js';
import type { ModelWatch } from './models/model-watch.js';
import type { Traffic } from './traffic/traffic.js';

/** What handlers translate to. */
export interface RouteServices {
  readonly artifacts: ArtifactStore;
  readonly metadata: MetadataStore;
  readonly models: ModelWatch;
  readonly metrics: ServerMetrics;
  readonly client: LeatClient;
  /** Aborted once the server stops: what goes on without end ends then. */
  readonly stopping: AbortSignal;
  readonly traffic: Traffic;
}

export interface RequestSchemas {
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  /** Those that the route reads; what they are is checked, and handlers read them as they came. */
  readonly headers?: z.ZodType;
  /** JSON; without it the route reads no body. */
  readonly body?: z.ZodType;
  /** For a route that checks its JSON itself, and tells of every fault: the form of it, for the description. */
  readonly form?: z.ZodType;
  /** For a route that reads the bytes of its body itself: the form of their JSON, for the description. */
  readonly bytes?: z.ZodType;
  /** Content types of such a body; JSON when left out. */
  readonly bodyTypes?: readonly string[];
}

export type RouteRequest<S extends RequestSchemas> = {
  readonly [N in Exclude<keyof S, 'headers' | 'bodyTypes' | 'form'>]: N extends 'bytes'
    ? Buffer
    : S[N] extends z.ZodType
      ? z.output<S[N]>
      : unknown;
} & {
  readonly headers: IncomingHttpHeaders;
  readonly caller: Caller;
  /** True once the client has gone: nobody reads the answer. */
  readonly isAbandoned: () => boolean;
};

export interface RouteReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text, bytes and streams are sent as they are, with a content type among the headers; all else as JSON. */
  readonly body: unknown;
}

/** One route, as router, OpenAPI, tests and docs read it. Its handler only translates; problems are thrown by code. */
export interface Route<S extends RequestSchemas = RequestSchemas> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With parameters as `:name`. */
  readonly path: string;
  readonly summary: string;
  /** The least that a caller's key must allow; `public` asks for none. */
  readonly role: Role | 'public';
  /** What the audit log calls it, such as `run.start`. A route that changes something has one. */
  readonly action?: string;
  readonly request: S;
  /** The JSON that comes back, or what else it is, by status. */
  readonly replies: Readonly<Record<number, z.ZodType | string>>;
  readonly problems: readonly ErrorCode[];
  handle(request: RouteRequest<S>, services: RouteServices): Promise<RouteReply> | RouteReply;
}

export function defineRoute<const S extends RequestSchemas>(route: Route<S>): Route {
  return route; // parse-request.ts gives every handler what its own schemas parsed
}
