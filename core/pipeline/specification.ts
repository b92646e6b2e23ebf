import { z } from 'zod';
import { LeatError } from '../errors.js';
import { eventTrigger } from '../events/event-trigger.js';
import { suggestName } from '../nearest-name.js';
import { correction } from './corrections.js';
import { definePipeline, type Pipeline, type PipelineOutputs } from './define-pipeline.js';
import { useStage, type StageDeclaration, type StageUse } from './define-stage.js';
import type { Handle } from './handle.js';
import { outputReference } from './plan.js';
import { stageOptions } from './stage-options.js';

const specifiedStage = z.strictObject({
  stage: z.string().optional().describe('which declared stage; the key itself when left out'),
  with: z
    .record(z.string(), z.json())
    .default({})
    .describe(
      'inputs as {"$from": "stage", "output": "name"}, parameters as JSON; {"$param": "name"} stands for a parameter of the pipeline',
    ),
  options: stageOptions.omit({ as: true, after: true }).default({}),
  after: z
    .array(outputReference)
    .optional()
    .describe('outputs of stages that must have finished before it, though it takes nothing from them'),
});

/** A pipeline as JSON: what a service in any language can send. */
export const specificationSchema = z
  .strictObject({
    leat: z.literal(1).describe('version of this form'),
    name: z.string(),
    description: z.string().optional().describe('what it is for, as Markdown'),
    params: z.record(z.string(), z.json()).default({}).describe('JSON Schema of each parameter; "default" makes it optional'),
    concurrency: z.int().positive().optional(),
    onFailure: z.array(correction).optional(),
    onDegraded: z.array(correction).optional(),
    onEvent: z.array(eventTrigger).optional().describe('events that start it'),
    stages: z.record(z.string(), specifiedStage),
    outputs: z.record(z.string(), outputReference),
  })
  .meta({ title: 'Leat pipeline specification' });

/** A pipeline as JSON, with `$param` and `$from` in place of code (docs/schemas/pipeline.schema.json). */
export type PipelineSpecification = z.input<typeof specificationSchema>;
/** The same with what was left out. */
export type CheckedSpecification = z.output<typeof specificationSchema>;
type Checked = CheckedSpecification;
type Reference = z.output<typeof outputReference>;

/**
 * Makes a pipeline of a specification. It is checked by the same code as one written in TypeScript,
 * and for what only data can get wrong: circles, stages that do not exist, stages that nothing uses.
 *
 * @throws LeatError `PIPELINE_INVALID`, `STAGE_UNKNOWN`, `STAGE_INPUT_UNKNOWN`, `PLAN_CYCLE`, `STAGE_UNUSED`
 */
export function pipelineFromSpecification(given: unknown, declarations: ReadonlyMap<string, StageDeclaration>): Pipeline {
  const parsed = specificationSchema.safeParse(given);
  if (!parsed.success) throw new LeatError('PIPELINE_INVALID', `pipeline specification: ${z.prettifyError(parsed.error)}`);
  const specification = parsed.data;
  return definePipeline({
    name: specification.name,
    ...(specification.description === undefined ? {} : { description: specification.description }),
    params: paramsSchema(specification),
    ...(specification.onFailure === undefined ? {} : { onFailure: specification.onFailure }),
    ...(specification.onDegraded === undefined ? {} : { onDegraded: specification.onDegraded }),
    ...(specification.onEvent === undefined ? {} : { onEvent: specification.onEvent }),
    ...(specification.concurrency === undefined ? {} : { concurrency: specification.concurrency }),
    build: (params) => new SpecifiedBuild(specification, declarations, params).outputs(),
  });
}

/** JSON Schema of all parameters. */
export function paramsOfSpecification({ params }: Pick<Checked, 'params'>): Record<string, unknown> {
  const required = Object.entries(params).flatMap(([param, schema]) =>
    typeof schema === 'object' && schema !== null && 'default' in schema ? [] : [param],
  );
  return { type: 'object', properties: params, required, additionalProperties: false };
}

function paramsSchema(specification: Checked): z.ZodType<Record<string, unknown>> {
  try {
    const schema = z.fromJSONSchema(paramsOfSpecification(specification)); // which checks what the properties are
    return schema as z.ZodType<Record<string, unknown>>; // an object schema gives an object
  } catch (error) {
    throw new LeatError('PIPELINE_INVALID', `pipeline "${specification.name}", params: not a JSON Schema`, { cause: error });
  }
}

/** One building of a specification: walks from its outputs to its sources, and uses each stage once. */
class SpecifiedBuild {
  readonly #specification: Checked;
  readonly #declarations: ReadonlyMap<string, StageDeclaration>;
  readonly #params: Readonly<Record<string, unknown>>;
  readonly #used = new Map<string, StageUse>();
  /** Stages whose inputs are being resolved, outermost first. */
  readonly #path: string[] = [];

  constructor(specification: Checked, declarations: ReadonlyMap<string, StageDeclaration>, params: Readonly<Record<string, unknown>>) {
    this.#specification = specification;
    this.#declarations = declarations;
    this.#params = params;
  }

  outputs(): PipelineOutputs {
    const { outputs, stages } = this.#specification;
    const handles = Object.entries(outputs).map(([name, wanted]): [string, Handle] => [name, this.#handle(wanted, `output "${name}"`)]);
    const unused = Object.keys(stages).find((name) => !this.#used.has(name));
    if (unused === undefined) return Object.fromEntries(handles);
    const sentence = `stage "${unused}": no output of the pipeline depends on it; return one of its outputs or remove it`;
    throw new LeatError('STAGE_UNUSED', sentence, { details: { stage: unused } });
  }

  #handle(wanted: Reference, place: string): Handle {
    const use = this.#use(wanted.$from, place);
    const { outputs } = use.declaration;
    const output = wanted.output ?? onlyName(Object.keys(outputs), `${place}: "output"`);
    const kind = outputs[output];
    if (kind !== undefined) return { kind, output, use };
    const sentence = `${place}: stage "${use.name}" has no output "${output}"`;
    throw unknownName('STAGE_INPUT_UNKNOWN', sentence, { received: output, known: Object.keys(outputs) });
  }

  #use(name: string, place: string): StageUse {
    const known = this.#used.get(name);
    if (known !== undefined) return known;
    const { stages } = this.#specification;
    const specified = stages[name];
    if (specified === undefined) {
      throw unknownName('STAGE_INPUT_UNKNOWN', `${place}: there is no stage "${name}"`, { received: name, known: Object.keys(stages) });
    }
    const circle = this.#path.indexOf(name);
    if (circle >= 0) throw new LeatError('PLAN_CYCLE', `stages feed each other: ${[...this.#path.slice(circle), name].join(' → ')}`);

    this.#path.push(name);
    const given = Object.entries(specified.with).map(([key, value]) => [key, this.#resolve(value, `stage "${name}", input "${key}"`)]);
    const after = specified.after?.map((reference) => this.#handle(reference, `stage "${name}", after`));
    this.#path.pop();
    const use = useStage(this.#declaration(name, specified.stage ?? name), Object.fromEntries(given) as Record<string, unknown>, {
      ...specified.options,
      ...(after === undefined ? {} : { after }),
      as: name,
    });
    this.#used.set(name, use);
    return use;
  }

  #declaration(name: string, stage: string): StageDeclaration {
    const declaration = this.#declarations.get(stage);
    if (declaration?.rivals !== undefined) {
      throw new LeatError('STAGE_UNKNOWN', `stage "${name}": ${severalDeclare(stage, declaration.rivals)}`, {
        details: { received: stage },
      });
    }
    if (declaration !== undefined) return declaration;
    const sentence = `stage "${name}": there is no declared stage "${stage}"`;
    throw unknownName('STAGE_UNKNOWN', sentence, { received: stage, known: [...this.#declarations.keys()] });
  }

  /** References become handles and parameters their values, however deep they stand. */
  #resolve(value: unknown, place: string): unknown {
    if (Array.isArray(value)) return value.map((one) => this.#resolve(one, place));
    if (typeof value !== 'object' || value === null) return value;
    if ('$from' in value) return this.#handle(parseReference(value, place), place);
    if ('$param' in value) return paramNamed(String(value.$param), this.#params, place);
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, this.#resolve(one, place)]));
  }
}

function parseReference(value: object, place: string): Reference {
  const parsed = outputReference.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new LeatError('PIPELINE_INVALID', `${place}: expected {"$from": "stage", "output": "name"}, got ${JSON.stringify(value)}`);
}

function paramNamed(name: string, params: Readonly<Record<string, unknown>>, place: string): unknown {
  if (name in params) return params[name];
  throw unknownName('PARAMETER_INVALID', `${place}: the pipeline has no parameter "${name}"`, {
    received: name,
    known: Object.keys(params),
  });
}

function onlyName(names: readonly string[], place: string): string {
  const [only, other] = names;
  if (only !== undefined && other === undefined) return only;
  throw new LeatError('STAGE_INPUT_UNKNOWN', `${place}: expected one of ${names.join(', ')}, got nothing`);
}

function unknownName(
  code: 'STAGE_INPUT_UNKNOWN' | 'STAGE_UNKNOWN' | 'PARAMETER_INVALID',
  sentence: string,
  { received, known }: { received: string; known: readonly string[] },
): LeatError {
  return new LeatError(code, `${sentence}; ${suggestName(received, known)}`, { details: { received } });
}

/** Why a name means no stage. */
export function severalDeclare(stage: string, modules: readonly string[]): string {
  return `stage "${stage}" is declared by ${modules.join(' and ')}, so that it cannot be told which is meant: give all but one another name`;
}
