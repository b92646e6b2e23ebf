import type { z } from 'zod';
import { LeatError } from '../errors.js';
import { nearestName } from '../nearest-name.js';
import type { Handle } from './handle.js';
import { isHandle } from './handle.js';
import type { Execution } from './plan.js';
import type { InputKind, InputValues, Kind, ListKind, OutputValues } from './kinds.js';
import { parseInputKind } from './kinds.js';
import { parseParams } from './parse-params.js';
import type { StageContext } from './stage-context.js';
import type { Versions } from './versions.js';
import { stageOptions, type StageOptions } from './stage-options.js';

/**
 * Which class of work a stage is: time-outs are chosen by it (policies.ts), and whether it has a compute thread to itself.
 * Light ones share a thread, side by side: they wait, or take some milliseconds, and never compute.
 */
export type WorkClass = 'light' | 'io' | 'compute';

export type Inputs = Readonly<Record<string, InputKind>>;
export type Outputs = Readonly<Record<string, Kind>>;

/** How a stage is run, as far as its own parameters settle it. */
type ExecutionOf<P extends z.ZodType> = (params: z.output<P>) => Execution;

/** What a stage is: its name, what flows in and out, and its parameters. */
export interface StageDeclaration<I extends Inputs = Inputs, O extends Outputs = Outputs, P extends z.ZodType = z.ZodType> {
  readonly name: string;
  /** Part of the cache key: raise it when equal inputs would give another output. */
  readonly version: number;
  readonly inputs: I;
  readonly outputs: O;
  readonly params: P;
  /** Versions of what the parameters name, such as the transforms of a recipe: part of the cache key too. */
  versions?(params: z.output<P>): Versions;
  readonly work?: WorkClass;
  /** A user's stage only: the module that declares it, relative to the project; written by the bundler. */
  readonly module?: string;
  /** Where several modules declare a stage of this name: all of them. Which one a specification means cannot be told. */
  readonly rivals?: readonly string[];
  /** For a stage that is not run as one activity. */
  readonly execution?: ExecutionOf<P>;
  /** A user's stage carries its code; a built-in one has it in activities/. */
  run?(inputs: InputValues<I>, params: z.output<P>, context: StageContext): Promise<OutputValues<O>> | OutputValues<O>;
}

type InputArguments<I extends Inputs> = {
  readonly [N in keyof I as I[N] extends `${string}?` ? never : N]: I[N] extends `${infer K extends Kind}[]`
    ? readonly Handle<K>[] | Handle<`${K}[]`>
    : I[N] extends Kind
      ? Handle<I[N]>
      : never;
} & { readonly [N in keyof I as I[N] extends `${string}?` ? N : never]?: I[N] extends `${infer K extends Kind}?` ? Handle<K> : never };

/** An object without keys is typed as one that admits no key at all: it would forbid the inputs beside it. */
type ParameterArguments<P extends z.ZodType> = string extends keyof z.input<P> ? unknown : z.input<P>;

type IsUnion<T, Member = T> = T extends unknown ? ([Member] extends [T] ? false : true) : never;

/** One output is returned as its handle, several as a record of handles. */
export type StageHandles<O extends Outputs> =
  true extends IsUnion<keyof O> ? { readonly [N in keyof O]: Handle<O[N]> } : Handle<O[keyof O]>;

/** A declared stage: call it in `build` to add it to the plan. */
export interface Stage<I extends Inputs = Inputs, O extends Outputs = Outputs, P extends z.ZodType = z.ZodType> {
  (given: InputArguments<I> & ParameterArguments<P>, options?: StageOptions): StageHandles<O>;
  readonly declaration: StageDeclaration<I, O, P>;
}

/** One use of a stage in a pipeline, with its inputs wired and its parameters checked. */
export interface StageUse {
  readonly name: string;
  readonly declaration: StageDeclaration;
  readonly inputs: Readonly<Record<string, Handle | readonly Handle[]>>;
  readonly params: unknown;
  readonly options: StageOptions;
  /** Set where the author has it run over items. */
  readonly map?: Extract<Execution, { kind: 'map' }>;
}

/**
 * Declares a stage. Its inputs and parameters are given in one object, so their names must differ.
 *
 * @throws LeatError `PIPELINE_INVALID` when an input and a parameter share a name.
 */
export function defineStage<const I extends Inputs, const O extends Outputs, P extends z.ZodType>(
  declaration: StageDeclaration<I, O, P>,
): Stage<I, O, P> {
  const erased = declaration as unknown as StageDeclaration; // the code of a stage is only called with values of its own plan
  const twice = parameterNames(declaration.params).find((name) => name in declaration.inputs);
  if (twice !== undefined)
    throw new LeatError('PIPELINE_INVALID', `stage "${declaration.name}": "${twice}" is both an input and a parameter`);
  const use = (given: Readonly<Record<string, unknown>>, options?: StageOptions): unknown => handlesOf(useStage(erased, given, options));
  return Object.assign(use, { declaration }) as unknown as Stage<I, O, P>; // the public type says what the erased one does
}

/** Checks what an author gives to a stage; the names of stage and field are in every refusal. */
export function useStage(declaration: StageDeclaration, given: Readonly<Record<string, unknown>>, options: StageOptions = {}): StageUse {
  const checked = parseParams(stageOptions, options, `stage "${declaration.name}", options`);
  const name = checked.as ?? declaration.name;
  const place = `stage "${name}"`;
  const inputs: Record<string, Handle | readonly Handle[]> = {};
  const params: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const declared = declaration.inputs[key];
    if (declared === undefined) params[key] = value;
    else inputs[key] = checkInput(declared, value, `${place}, input "${key}"`);
  }
  refuseUnknown(declaration, params, place);
  for (const [input, declared] of Object.entries(declaration.inputs)) {
    if (!(input in inputs) && !parseInputKind(declared).optional) {
      throw new LeatError('STAGE_INPUT_MISSING', `${place}: expected input "${input}" (${declared}), got nothing`, {
        details: { stage: name, input },
      });
    }
  }
  return { name, declaration, inputs, params: parseParams(declaration.params, params, place), options: checked };
}

function checkInput(declared: InputKind, value: unknown, place: string): Handle | readonly Handle[] {
  const { kind, many } = parseInputKind(declared);
  if (many && isHandle(value) && value.kind === `${kind}[]`) return value;
  const given: readonly unknown[] = many && Array.isArray(value) ? value : [value];
  const handles = given.map((one) => {
    if (isHandle(one) && one.kind === kind) return one;
    const received = isHandle(one) ? `${one.kind} "${one.output}" of stage "${one.use.name}"` : JSON.stringify(one);
    throw new LeatError('STAGE_INPUT_KIND', `${place}: expected ${declared}, got ${received}`, {
      details: { expected: declared, received },
    });
  });
  const [first] = handles;
  return many || first === undefined ? handles : first;
}

function refuseUnknown(declaration: StageDeclaration, params: Readonly<Record<string, unknown>>, place: string): void {
  const known = [...Object.keys(declaration.inputs), ...parameterNames(declaration.params)];
  for (const [key, value] of Object.entries(params)) {
    if (known.includes(key)) continue;
    const what = isHandle(value) ? 'input' : 'parameter';
    const code = isHandle(value) ? 'STAGE_INPUT_UNKNOWN' : 'PARAMETER_INVALID';
    const near = nearestName(key, known);
    const mend = near === undefined ? `known: ${known.join(', ')}` : `did you mean "${near}"?`;
    throw new LeatError(code, `${place}: unknown ${what} "${key}"; ${mend}`, { details: { field: key } });
  }
}

function parameterNames(params: z.ZodType): string[] {
  return 'shape' in params ? Object.keys(params.shape as object) : []; // zod's objects carry their shape
}

/** What stands for a use of a stage in a pipeline: the handle of its output, or a record of several. */
export function handlesOf(use: StageUse): Handle | Readonly<Record<string, Handle>> {
  const handles = Object.entries(outputKinds(use)).map(([output, kind]): [string, Handle] => [
    output,
    Object.freeze({ kind, output, use }),
  ]);
  const [first] = handles;
  return handles.length === 1 && first !== undefined ? first[1] : Object.freeze(Object.fromEntries(handles));
}

/** What a use of a stage makes: lists, where it is run over items. */
export function outputKinds({ declaration, map }: StageUse): Readonly<Record<string, Kind | ListKind>> {
  if (map === undefined) return declaration.outputs;
  return Object.fromEntries(Object.entries(declaration.outputs).map(([output, kind]): [string, ListKind] => [output, `${kind}[]`]));
}
