import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { arbitraryOf, type JsonSchema, type Schemas } from './arbitrary-of.js';

interface Content {
  readonly schema?: JsonSchema;
}

export interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean; readonly schema: JsonSchema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Content>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Content>> }>>;
}

export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Schemas };
}

export interface FuzzOptions {
  readonly url: string;
  readonly document: OpenApi;
  /** Shared out to all operations. */
  readonly requests: number;
  readonly seed: number;
  /** Values that exist, by the name of a path parameter: made-up ones lead nowhere. */
  readonly known: Readonly<Record<string, readonly string[]>>;
  /** Whoever is asked needs this key. */
  readonly key?: string | undefined;
  /** All that routes need is there: then 503 is no answer. */
  readonly isReady?: boolean;
}

interface SentRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/**
 * Sends made-up requests to every operation of a description: what its schemas allow, that with something changed, and
 * plain rubbish. Answers must have a status that is described, below 500 or 503 for what is not ready, and the form that is described for it.
 *
 * @returns How many requests were sent.
 * @throws The smallest request whose answer breaks that.
 */
export async function fuzzRoutes({ url, document, requests, seed, known, key, isReady = false }: FuzzOptions): Promise<number> {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  const each = Math.ceil(requests / operations.length);
  const check = answerCheck(document, isReady);
  let sent = 0;
  for (const { path, method, operation } of operations) {
    const ask = async (request: SentRequest): Promise<void> => {
      sent++;
      const headers = { ...request.headers, ...(key !== undefined && { authorization: `Bearer ${key}` }) };
      const response = await fetch(url + request.path, {
        method,
        headers,
        redirect: 'manual',
        ...(request.body !== undefined && { body: request.body }),
      });
      await check(`${method} ${path}`, operation, response);
    };
    const property = fc.asyncProperty(requestOf(path, operation, { known, schemas: document.components.schemas }), ask);
    await fc.assert(property, { numRuns: each, seed, endOnFailure: false });
  }
  return sent;
}

/** Throws what is wrong with an answer. */
function answerCheck({ components }: OpenApi, isReady: boolean): (name: string, operation: Operation, response: Response) => Promise<void> {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  const validators = new Map<JsonSchema, ReturnType<typeof ajv.compile>>();
  return async (name, { responses }, response) => {
    const { status, headers } = response;
    if (isStream(headers)) {
      await response.body?.cancel();
      return;
    }
    const text = await response.text();
    const said = `${name} answered ${String(status)}: ${text.slice(0, 500)}`;
    const described = responses[String(status)];
    // Not ready is an answer where it is described, unless all that is needed is there.
    if (status >= 500 && (isReady || status !== 503 || described === undefined)) throw new Error(said);
    if (described === undefined) throw new Error(`not described: ${said}`);
    const type = (headers.get('content-type') ?? '').split(';')[0] ?? '';
    const schema = described.content?.[type]?.schema;
    if (schema === undefined) {
      if (described.content !== undefined) throw new Error(`not described as ${type}: ${said}`);
      return;
    }
    let validate = validators.get(schema);
    if (validate === undefined) validators.set(schema, (validate = ajv.compile({ ...schema, components })));
    if (!validate(JSON.parse(text))) throw new Error(`${ajv.errorsText(validate.errors)}: ${said}`);
  };
}

function isStream(headers: Headers): boolean {
  return (headers.get('content-type') ?? '').startsWith('text/event-stream');
}

interface Surroundings {
  readonly known: FuzzOptions['known'];
  readonly schemas: Schemas;
}

function requestOf(path: string, { parameters = [], requestBody }: Operation, { known, schemas }: Surroundings): fc.Arbitrary<SentRequest> {
  const places = Object.fromEntries(parameters.filter((one) => one.in === 'path').map(({ name }) => [name, segmentOf(known[name] ?? [])]));
  const queries = parameters.filter((one) => one.in === 'query');
  const query = fc.record(
    Object.fromEntries(
      queries.map(({ name, schema }) => [
        name,
        fc.oneof({ weight: 3, arbitrary: arbitraryOf(schema, schemas) }, { weight: 1, arbitrary: fc.string() }),
      ]),
    ),
    { requiredKeys: queries.filter(({ required }) => required === true).map(({ name }) => name) },
  );
  const [[type, content] = ['', undefined]] = Object.entries(requestBody?.content ?? {});
  return fc
    .record({
      place: fc.record(places),
      query,
      sent: content === undefined ? fc.constant(undefined) : bodyOf(content.schema ?? {}, { type, schemas }),
    })
    .map(({ place, query: asked, sent }) => {
      const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(place[name] ?? ''));
      const search = new URLSearchParams();
      for (const [name, value] of Object.entries(asked)) search.set(name, typeof value === 'string' ? value : JSON.stringify(value));
      return {
        path: search.size === 0 ? filled : `${filled}?${search.toString()}`,
        headers: sent === undefined ? {} : { 'content-type': sent.type },
        body: sent?.text,
      };
    });
}

/** A part of a path: dots alone would be resolved away before they are sent. */
function segmentOf(known: readonly string[]): fc.Arbitrary<string> {
  const made = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }).filter((text) => !/^\.+$/.test(text));
  return known.length === 0 ? made : fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...known) }, { weight: 1, arbitrary: made });
}

function bodyOf(schema: JsonSchema, { type, schemas }: { type: string; schemas: Schemas }): fc.Arbitrary<{ type: string; text: string }> {
  const allowed = arbitraryOf(schema, schemas);
  const changed = fc
    .tuple(allowed, fc.string({ maxLength: 8 }), fc.jsonValue({ maxDepth: 3 }))
    .map(([value, name, other]) => changedBy(value, name, other));
  const as = (text: fc.Arbitrary<string>, how = type): fc.Arbitrary<{ type: string; text: string }> =>
    text.map((each) => ({ type: how, text: each }));
  return fc.oneof(
    { weight: 6, arbitrary: as(allowed.map((value) => JSON.stringify(value))) },
    { weight: 3, arbitrary: as(changed.map((value) => JSON.stringify(value))) },
    { weight: 1, arbitrary: as(fc.string()) },
    {
      weight: 1,
      arbitrary: as(
        fc.jsonValue().map((value) => JSON.stringify(value)),
        'text/plain',
      ),
    },
  );
}

/** One field that is another, or one more. */
function changedBy(value: unknown, name: string, other: unknown): unknown {
  if (typeof value !== 'object' || value === null) return other;
  const names = Object.keys(value);
  const field = names[name.length % (names.length + 1)] ?? name;
  return Array.isArray(value) ? [...(value as unknown[]), other] : { ...value, [field]: other };
}
