import { LeatError } from '../../errors.js';
import type { Schema } from '../../table/column.js';
import { fieldType } from '../../table/table.js';
import type { Expression, ValueType } from './expression.js';
import { functions } from './functions.js';
import type { ExpressionOperator } from './operator-forms.js';
import { operators } from './operators.js';
import { parseDefinition } from './parse-expression.js';
import { textFunctions, type Literal, type TextFunction } from './text-functions.js';

/**
 * An expression whose types are known and whose functions are written out. Equal parts are one object, so
 * that whoever remembers results by object computes each part once.
 */
export type ResolvedExpression =
  | { readonly kind: 'constant'; readonly type: ValueType; readonly value: number | string }
  | { readonly kind: 'column'; readonly type: ValueType; readonly name: string }
  | {
      readonly kind: 'call';
      readonly type: ValueType;
      readonly operator: ExpressionOperator;
      readonly inputs: readonly ResolvedExpression[];
    };

/**
 * @throws LeatError `SCHEMA_COLUMN_MISSING`, or `EXPRESSION_INVALID` where types do not fit.
 */
export function resolveExpression(expression: Expression, schema: Schema): ResolvedExpression {
  const resolver = new Resolver();
  return resolver.resolve(expression, (name) => {
    const type = fieldType(schema, name);
    return resolver.once(`column ${name}`, () => ({
      kind: 'column',
      type: type === 'string' ? 'text' : type === 'boolean' ? 'truth' : 'number',
      name,
    }));
  });
}

type Lookup = (name: string) => ResolvedExpression;

class Resolver {
  readonly #known = new Map<string, ResolvedExpression>();
  readonly #numbers = new Map<ResolvedExpression, number>();

  once(key: string, make: () => ResolvedExpression): ResolvedExpression {
    let resolved = this.#known.get(key);
    if (resolved === undefined) this.#known.set(key, (resolved = make()));
    if (!this.#numbers.has(resolved)) this.#numbers.set(resolved, this.#numbers.size);
    return resolved;
  }

  resolve(expression: Expression, lookup: Lookup): ResolvedExpression {
    switch (expression.kind) {
      case 'constant':
        return this.once(`${expression.type} ${String(expression.value)}`, () => expression);
      case 'column':
        return lookup(expression.name);
      case 'call': {
        const inputs = expression.inputs.map((input) => this.resolve(input, lookup));
        const key = `call ${expression.name} ${inputs.map((input) => this.#numbers.get(input)).join()}`;
        return this.once(key, () => this.#call(expression, inputs));
      }
    }
  }

  #call({ name, position }: Extract<Expression, { kind: 'call' }>, inputs: readonly ResolvedExpression[]): ResolvedExpression {
    const definition = functions[name];
    if (definition !== undefined) {
      const values = new Map(definition.parameters.map((parameter, index) => [parameter, inputs[index]]));
      if (inputs.some(({ type }) => type === 'text')) throw wrongTypes({ name, position }, 'numbers', inputs);
      return this.resolve(bodyOf(name), (parameter) => {
        const value = values.get(parameter);
        if (value === undefined) throw new Error(`invariant: the definition of ${name} uses only its parameters, not ${parameter}`);
        return value;
      });
    }
    const textFunction = textFunctions[name];
    if (textFunction !== undefined) return callTextFunction(textFunction, inputs, { name, position });
    const forms = operators[name] ?? [];
    const operator = forms.find(({ takes }) => takes.every((type, index) => accepts(type, inputs[index]?.type)));
    if (operator === undefined) throw wrongTypes({ name, position }, forms.map(({ takes }) => takes.join(', ')).join(' or '), inputs);
    return { kind: 'call', type: operator.gives, operator, inputs };
  }
}

/** What is written out becomes part of the operator; the text alone is its input. */
function callTextFunction(
  { literals, check, operator }: TextFunction,
  [subject, ...rest]: readonly ResolvedExpression[],
  place: { name: string; position: number },
): ResolvedExpression {
  const given = rest.map((input, index) => literalOf(input, literals[index]));
  const values = given.flatMap((value) => value ?? []);
  const expected = [
    'text',
    ...literals.map((type) => (type === 'text' ? 'a text that is written out' : 'a whole number that is written out')),
  ];
  if (subject?.type !== 'text' || values.length < given.length)
    throw wrongTypes(place, expected.join(', '), subject === undefined ? rest : [subject, ...rest]);
  const problem = check?.(values) ?? null;
  if (problem !== null) throw wrongTypes(place, problem, rest);
  const made = operator(values);
  return { kind: 'call', type: made.gives, operator: made, inputs: [subject] };
}

/** undefined where it is not what is asked for. */
function literalOf(input: ResolvedExpression, type: TextFunction['literals'][number] | undefined): Literal | undefined {
  if (input.kind !== 'constant') return undefined;
  if (type === 'text') return input.type === 'text' ? input.value : undefined;
  return input.type === 'number' && Number.isInteger(input.value) && Number(input.value) >= 0 ? input.value : undefined;
}

const bodies = new Map<string, Expression>();

/** Read once, when first used. */
function bodyOf(name: string): Expression {
  let body = bodies.get(name);
  if (body === undefined) bodies.set(name, (body = parseDefinition(functions[name]?.body ?? '')));
  return body;
}

/** A truth can be counted with; a number is no condition. */
function accepts(expected: ValueType, received: ValueType | undefined): boolean {
  return expected === received || (expected === 'number' && received === 'truth');
}

function wrongTypes(
  { name, position }: { name: string; position: number },
  expected: string,
  inputs: readonly ResolvedExpression[],
): LeatError {
  const received = inputs.map(({ type }) => type).join(', ');
  const message = `expression, position ${String(position)}: ${name}: expected ${expected}, got ${received}`;
  return new LeatError('EXPRESSION_INVALID', message, { details: { position, received } });
}
