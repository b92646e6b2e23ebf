import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { describeRoutes, type Operation } from '../../server/describe-routes.js';
import { routes } from '../../server/routes/routes.js';

/** Holds answers against the description of the routes, and remembers which routes gave one. */
export class AnswerChecker {
  readonly #document = describeRoutes(routes);
  readonly #ajv = new Ajv2020({ strict: false, validateFormats: false });
  readonly #validators = new Map<unknown, ValidateFunction>();
  readonly #asked = new Set<string>();

  constructor() {
    this.#ajv.addSchema({ $id: 'leat', ...this.#document });
  }

  /** Operations that gave no answer that succeeded. */
  get unasked(): readonly string[] {
    return this.operations.filter((operation) => !this.#asked.has(operation));
  }

  get operations(): readonly string[] {
    return Object.entries(this.#document.paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`));
  }

  /** @throws Error when the status, the content type or the body is not as described. */
  async check(method: string, path: string, response: Response): Promise<void> {
    const { name, operation } = this.#operationOf(method, path);
    const place = `${method} ${path}: ${String(response.status)}`;
    const described = operation.responses[String(response.status)];
    if (described === undefined) throw new Error(`${place} is not described`);
    if (response.ok) this.#asked.add(name);
    const [type = ''] = (response.headers.get('content-type') ?? '').split(';');
    const content = described.content?.[type];
    if (described.content !== undefined && content === undefined) throw new Error(`${place} has the content type "${type}"`);
    if (content === undefined) return;
    const validate = this.#validatorOf(content.schema);
    const body: unknown = await response.json();
    if (!validate(body)) throw new Error(`${place}: ${this.#ajv.errorsText(validate.errors)}\n${JSON.stringify(body)}`);
  }

  #operationOf(method: string, path: string): { name: string; operation: Operation } {
    const [bare = ''] = path.split('?');
    // A path without parameters stands before one whose parameter would match it.
    const candidates = Object.entries(this.#document.paths).sort(([one], [other]) => one.split('{').length - other.split('{').length);
    for (const [template, methods] of candidates) {
      const operation = methods[method.toLowerCase()];
      const pattern = template.replaceAll(/[.*+?^$()|[\]\\]/g, String.raw`\$&`).replaceAll(/\{\w+\}/g, '[^/]+');
      if (operation !== undefined && new RegExp(`^${pattern}$`).test(bare))
        return { name: `${method.toLowerCase()} ${template}`, operation };
    }
    throw new Error(`${method} ${path} is not described`);
  }

  #validatorOf(schema: unknown): ValidateFunction {
    let validate = this.#validators.get(schema);
    if (validate === undefined) {
      const text = JSON.stringify(schema).replaceAll('"#/components', '"leat#/components');
      this.#validators.set(schema, (validate = this.#ajv.compile(JSON.parse(text) as object)));
    }
    return validate;
  }
}
