import { z } from 'zod';
import { STATUS_CODES } from 'node:http';
import type { ErrorCode } from '../core/error-codes.js';
import { commonProblems } from './common-problems.js';
import type { Route } from './define-route.js';
import { problem, protocolError, statusOf, usesProtocolErrors } from './problems.js';

const JSON_TYPE = 'application/json';

/** The routes as an OpenAPI 3.1 document: the declarations say everything that is in it. */
export function describeRoutes(routes: readonly Route[]): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: describeRoute(route) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Leat', version: 'v1', license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: '/' }],
    paths,
    components: {
      securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'a key of `leat keys create`' } },
      schemas: { Problem: jsonSchema(problem), ProtocolError: jsonSchema(protocolError) },
    },
  };
}

function describeRoute(route: Route): Record<string, unknown> {
  const { path, summary, role, request, replies, problems } = route;
  const named = [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } }));
  return {
    summary,
    operationId: summary.replace(/[^A-Za-z]+(\w)/g, (_, letter: string) => letter.toUpperCase()),
    ...(role === 'public' ? {} : { security: [{ key: [] }], description: `Asks for the role \`${role}\`.` }),
    parameters: [...named, ...(request.query === undefined ? [] : queryParameters(request.query))],
    ...describeBody(request),
    responses: { ...describeProblems(path, new Set([...problems, ...commonProblems(route)])), ...mapReplies(replies) },
  };
}

function describeBody({ body, bytes }: Route['request']): Record<string, unknown> {
  const form = body ?? bytes;
  return form === undefined ? {} : { requestBody: { required: true, content: { [JSON_TYPE]: { schema: jsonSchema(form, 'input') } } } };
}

function queryParameters(query: z.ZodType): unknown[] {
  const { properties = {}, required = [] } = z.toJSONSchema(query, { io: 'input' });
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', required: required.includes(name), schema }));
}

function mapReplies(replies: Route['replies']): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(replies).map(([status, reply]) => [
      status,
      typeof reply === 'string'
        ? { description: reply }
        : { description: STATUS_CODES[status] ?? status, content: { [JSON_TYPE]: { schema: jsonSchema(reply) } } },
    ]),
  );
}

/** One response a status, naming the codes that have it. */
function describeProblems(path: string, codes: ReadonlySet<ErrorCode>): Record<string, unknown> {
  const protocol = usesProtocolErrors(path);
  const schema = { $ref: `#/components/schemas/${protocol ? 'ProtocolError' : 'Problem'}` };
  const content = { [protocol ? JSON_TYPE : 'application/problem+json']: { schema } };
  const problems = [...codes];
  const codesOf = (status: number): string => problems.filter((code) => statusOf(code) === status).join(', ');
  return Object.fromEntries(problems.map(statusOf).map((status) => [status, { description: codesOf(status), content }]));
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output' = 'output'): unknown {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io });
  return rest;
}
