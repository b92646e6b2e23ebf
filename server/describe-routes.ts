import { z } from 'zod';
import { STATUS_CODES } from 'node:http';
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
    components: { schemas: { Problem: jsonSchema(problem), ProtocolError: jsonSchema(protocolError) } },
  };
}

function describeRoute({ path, summary, request, replies, problems }: Route): Record<string, unknown> {
  const named = [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } }));
  return {
    summary,
    operationId: summary.replace(/[^A-Za-z]+(\w)/g, (_, letter: string) => letter.toUpperCase()),
    parameters: [...named, ...(request.query === undefined ? [] : queryParameters(request.query))],
    ...describeBody(request),
    responses: { ...describeProblems(path, problems), ...mapReplies(replies) },
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
function describeProblems(path: string, problems: Route['problems']): Record<string, unknown> {
  const protocol = usesProtocolErrors(path);
  const schema = { $ref: `#/components/schemas/${protocol ? 'ProtocolError' : 'Problem'}` };
  const content = { [protocol ? JSON_TYPE : 'application/problem+json']: { schema } };
  const codesOf = (status: number): string => problems.filter((code) => statusOf(code) === status).join(', ');
  return Object.fromEntries(problems.map(statusOf).map((status) => [status, { description: codesOf(status), content }]));
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output' = 'output'): unknown {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io });
  return rest;
}
