import { z } from 'zod';
import { STATUS_CODES } from 'node:http';
import type { ErrorCode } from '../core/error-codes.js';
import { commonProblems } from './common-problems.js';
import type { Route } from './define-route.js';
import { problem, protocolError, statusOf, usesProtocolErrors } from './problems.js';

const JSON_TYPE = 'application/json';

type Content = Readonly<Record<string, { readonly schema?: unknown }>>;

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly schema: { readonly type?: string | undefined; readonly description?: string | undefined };
}

/** One method of a path. */
export interface Operation {
  readonly summary: string;
  readonly operationId: string;
  readonly description?: string;
  readonly security?: unknown;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly required: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>;
}

/** The part of OpenAPI 3.1 that these routes need. */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string; readonly license: unknown };
  readonly servers: unknown;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: unknown;
}

/** The routes as an OpenAPI 3.1 document: the declarations say everything that is in it. */
export function describeRoutes(routes: readonly Route[]): OpenApiDocument {
  const paths: Record<string, Record<string, Operation>> = {};
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

function describeRoute(route: Route): Operation {
  const { path, summary, role, request, replies, problems } = route;
  const named = [...path.matchAll(/:(\w+)/g)].map(([, name]) => pathParameter(name));
  return {
    summary,
    operationId: operationId(route),
    ...(role === 'public' ? {} : { security: [{ key: [] }], description: `Asks for the role \`${role}\`.` }),
    parameters: [...named, ...parametersIn('query', request.query), ...parametersIn('header', request.headers)],
    ...describeBody(request),
    responses: mergeResponses(describeProblems(path, new Set([...problems, ...commonProblems(route)])), mapReplies(replies)),
  };
}

/** `POST /api/v1/runs/:run/cancel` is `postRunsRunCancel`. */
function operationId({ method, path }: Route): string {
  const words = path.replace('/api/v1/', '/').split(/[^A-Za-z0-9]+/);
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

function pathParameter(name = ''): Parameter {
  return { name, in: 'path', required: true, schema: { type: 'string' } };
}

function describeBody({ form: described, body, bytes, bodyTypes = [JSON_TYPE] }: Route['request']): Pick<Operation, 'requestBody'> {
  const form = described ?? body ?? bytes;
  if (form === undefined) return {};
  const content = { schema: jsonSchema(form, 'input') };
  const required = !form.safeParse(undefined).success;
  return { requestBody: { required, content: Object.fromEntries(bodyTypes.map((type) => [type, content])) } };
}

function parametersIn(place: 'query' | 'header', parameters: z.ZodType | undefined): Parameter[] {
  if (parameters === undefined) return [];
  const { properties = {}, required = [] } = z.toJSONSchema(parameters, { io: 'input' });
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: place,
    required: required.includes(name),
    schema: schema as Parameter['schema'], // a schema of a text or a number has this form
  }));
}

function mapReplies(replies: Route['replies']): Operation['responses'] {
  return Object.fromEntries(
    Object.entries(replies).map(([status, reply]) => [
      status,
      typeof reply === 'string'
        ? { description: reply }
        : { description: STATUS_CODES[status] ?? status, content: { [JSON_TYPE]: { schema: jsonSchema(reply) } } },
    ]),
  );
}

/** A status that is both, such as 503 of a probe, is described as both: by their content types. */
function mergeResponses(problems: Operation['responses'], replies: Operation['responses']): Operation['responses'] {
  const both = Object.entries(replies).map(([status, { description, content }]): [string, Operation['responses'][string]] => {
    const problem = problems[status];
    if (problem === undefined) return [status, { description, ...(content && { content }) }];
    return [status, { description: `${description}; ${problem.description}`, content: { ...problem.content, ...content } }];
  });
  return { ...problems, ...Object.fromEntries(both) };
}

/** One response a status, naming the codes that have it. */
function describeProblems(path: string, codes: ReadonlySet<ErrorCode>): Operation['responses'] {
  const protocol = usesProtocolErrors(path);
  const schema = { $ref: `#/components/schemas/${protocol ? 'ProtocolError' : 'Problem'}` };
  const content = { [protocol ? JSON_TYPE : 'application/problem+json']: { schema } };
  const problems = [...codes];
  const codesOf = (status: number): string => problems.filter((code) => statusOf(code) === status).join(', ');
  return Object.fromEntries(problems.map(statusOf).map((status) => [status, { description: codesOf(status), content }]));
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output' = 'output'): unknown {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}
