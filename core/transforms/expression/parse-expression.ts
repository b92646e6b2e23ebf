import { parseExpressionAt, type CallExpression, type Expression as Syntax, type Literal } from 'acorn';
import { LeatError, messageOf } from '../../errors.js';
import { parseTimestamp } from '../../table/parse-timestamp.js';
import { suggestName } from '../../nearest-name.js';
import type { Expression } from './expression.js';
import { functions } from './functions.js';
import { operators } from './operators.js';
import { refusedFunctions } from './refused-functions.js';
import { textFunctions } from './text-functions.js';

/** A moment that is written out: `date('2024-02-29')`. */
const DATE = 'date';

const functionNames = [
  ...['abs', 'sqrt', 'exp', 'log', 'floor', 'ceil', 'sin', 'tanh', 'isMissing', DATE],
  ...Object.keys(functions),
  ...Object.keys(textFunctions),
];

/** What may be called; functions that begin with $ are parts of others. */
export const callableFunctions: readonly string[] = functionNames.filter((name) => !name.startsWith('$'));

const prefixes: Readonly<Record<string, string>> = { '-': 'negate', '!': '!' };

/** Types are known here, so that JavaScript's two kinds of equality are one. */
const synonyms: Readonly<Record<string, string>> = { '==': '===', '!=': '!==' };

/**
 * Reads an expression: a subset of JavaScript's, with `` `any name` `` for columns that are not identifiers.
 *
 * @param callable - The functions that may be called.
 * @throws LeatError `EXPRESSION_INVALID` with the position, counted from 1.
 */
export function parseExpression(text: string, callable: readonly string[] = callableFunctions): Expression {
  const syntax = parseSyntax(text);
  return toExpression(syntax, { text, callable });
}

/** Functions of the language's own definitions: there the parts may be called too. */
export function parseDefinition(text: string): Expression {
  return parseExpression(text, functionNames);
}

/** The names of the columns that an expression reads. */
export function columnsOf(expression: Expression): ReadonlySet<string> {
  switch (expression.kind) {
    case 'constant':
      return new Set();
    case 'column':
      return new Set([expression.name]);
    case 'call':
      return new Set(expression.inputs.flatMap((input) => [...columnsOf(input)]));
  }
}

interface Source {
  readonly text: string;
  readonly callable: readonly string[];
}

function parseSyntax(text: string): Syntax {
  let syntax: Syntax;
  try {
    syntax = parseExpressionAt(text, 0, { ecmaVersion: 2022, preserveParens: true });
  } catch (error) {
    // acorn ends its message with "(line:column)".
    const column = Number(/\(1:(\d+)\)$/.exec(messageOf(error))?.[1] ?? 0);
    throw refuse({ text, callable: [] }, { start: column, expected: 'an expression', received: messageOf(error) });
  }
  const rest = text.slice(syntax.end).trimStart();
  if (rest !== '') throw refuse({ text, callable: [] }, { start: text.length - rest.length, expected: 'the end', received: rest });
  return syntax;
}

function toExpression(syntax: Syntax, source: Source): Expression {
  const position = syntax.start + 1;
  const call = (name: string, ...inputs: readonly Syntax[]): Expression => ({
    kind: 'call',
    name,
    inputs: inputs.map((input) => toExpression(input, source)),
    position,
  });
  switch (syntax.type) {
    case 'Identifier':
      return { kind: 'column', name: syntax.name };
    case 'TemplateLiteral': {
      const [name] = syntax.quasis;
      if (name === undefined || syntax.expressions.length > 0) break;
      return { kind: 'column', name: name.value.cooked ?? name.value.raw };
    }
    case 'Literal':
      return toConstant(syntax, source);
    case 'UnaryExpression': {
      const name = prefixes[syntax.operator];
      if (syntax.operator === '+') return toExpression(syntax.argument, source);
      if (name === undefined) break;
      return call(name, syntax.argument);
    }
    case 'BinaryExpression':
    case 'LogicalExpression': {
      const name = synonyms[syntax.operator] ?? syntax.operator;
      if (!Object.hasOwn(operators, name) || syntax.left.type === 'PrivateIdentifier') break;
      return call(name, syntax.left, syntax.right);
    }
    case 'ConditionalExpression':
      return call('?:', syntax.test, syntax.consequent, syntax.alternate);
    case 'ParenthesizedExpression':
      return toExpression(syntax.expression, source);
    case 'CallExpression':
      return toCall(syntax, source);
    default:
  }
  const expected = 'a column, number, text, operator, condition or function call';
  throw refuse(source, { start: syntax.start, expected, received: source.text.slice(syntax.start, syntax.end) });
}

function toConstant({ value, start, raw = '' }: Literal, source: Source): Expression {
  if (typeof value === 'number') return { kind: 'constant', type: 'number', value };
  if (typeof value === 'boolean') return { kind: 'constant', type: 'truth', value: Number(value) };
  if (typeof value !== 'string') throw refuse(source, { start, expected: 'a number, a text, true or false', received: raw });
  if (value === '') throw refuse(source, { start, expected: 'isMissing(…), since an empty text is a missing one', received: raw });
  return { kind: 'constant', type: 'text', value };
}

function toCall({ callee, arguments: given, start }: CallExpression, source: Source): Expression {
  const { name, subject } = readCallee(callee, source);
  if (!source.callable.includes(name)) throw refuseFunction(name, { start, source });

  const inputs = [...(subject === null ? [] : [subject]), ...given].map((argument) => {
    if (argument.type === 'SpreadElement') throw refuse(source, { start: argument.start, expected: 'an expression', received: '...' });
    return toExpression(argument, source);
  });
  const arity = functions[name]?.parameters.length ?? 1 + (textFunctions[name]?.literals.length ?? 0);
  const variadic = functions[name]?.variadic;
  if (inputs.length < arity || (inputs.length > arity && !variadic)) {
    const expected = `${String(arity)} argument(s) of ${name}()`;
    throw refuse(source, { start, expected, received: String(inputs.length) });
  }
  const position = start + 1;
  if (name === DATE) return toDate(inputs[0], { start, source });
  const [first, ...rest] = inputs;
  if (!variadic || first === undefined) return { kind: 'call', name, inputs, position };
  return rest.reduce((folded: Expression, input): Expression => ({ kind: 'call', name, inputs: [folded, input], position }), first);
}

/** `Math.abs(x)` is abs(x), and `name.includes('x')` is includes(name, 'x'). */
function readCallee(callee: CallExpression['callee'], source: Source): { name: string; subject: Syntax | null } {
  if (callee.type === 'Identifier') return { name: callee.name, subject: null };
  const isMember = callee.type === 'MemberExpression' && !callee.computed && callee.property.type === 'Identifier';
  if (!isMember || callee.property.type !== 'Identifier' || callee.object.type === 'Super')
    return { name: source.text.slice(callee.start, callee.end), subject: null };
  const isMath = callee.object.type === 'Identifier' && ['Math', 'Date'].includes(callee.object.name);
  return { name: callee.property.name, subject: isMath ? null : callee.object };
}

function toDate(input: Expression | undefined, { start, source }: { start: number; source: Source }): Expression {
  const text = input?.kind === 'constant' ? String(input.value) : '';
  const value = parseTimestamp(text);
  if (!Number.isNaN(value)) return { kind: 'constant', type: 'number', value };
  throw refuse(source, { start, expected: "a date that is written out, as in date('2024-02-29')", received: JSON.stringify(text) });
}

function refuseFunction(name: string, { start, source }: { start: number; source: Source }): LeatError {
  const reason = Object.hasOwn(refusedFunctions, name) ? refusedFunctions[name] : undefined;
  const expected =
    reason === undefined ? `a known function (${suggestName(name, source.callable)})` : 'a function that can be part of a model';
  return refuse(source, { start, expected, received: reason === undefined ? `${name}()` : `${name}(): ${reason}` });
}

interface Refusal {
  readonly start: number;
  readonly expected: string;
  readonly received: string;
}

function refuse({ text }: Source, { start, expected, received }: Refusal): LeatError {
  const message = `expression "${text}", position ${String(start + 1)}: expected ${expected}, got ${received}`;
  return new LeatError('EXPRESSION_INVALID', message, { details: { expression: text, position: start + 1 } });
}
