import { LeatError } from '../errors.js';
import { parseTriggers } from '../events/parse-triggers.js';
import { suggestName } from '../nearest-name.js';
import type { StageDeclaration } from './define-stage.js';
import { makePlan } from './make-plan.js';
import { pipelineFromSpecification, severalDeclare, specificationSchema, type CheckedSpecification } from './specification.js';

/** Something wrong with a specification, and where: `stages.train.with.candidate`. */
interface Fault {
  readonly place: string;
  readonly message: string;
}

/**
 * Everything that is wrong with a pipeline that came as JSON, each with its place; where all its parameters have defaults,
 * it is planned with them too.
 *
 * @returns The specification, with what was left out.
 * @throws LeatError `PIPELINE_INVALID` whose details list every fault, or the one that planning finds.
 */
export function checkSpecification(given: unknown, declarations: ReadonlyMap<string, StageDeclaration>): CheckedSpecification {
  const parsed = specificationSchema.safeParse(given);
  if (!parsed.success) {
    throw refusal(parsed.error.issues.map(({ path, message }) => ({ place: path.map(String).join('.'), message })));
  }
  const specification = parsed.data;
  const faults = [...faultsOfStages(specification, declarations), ...faultsOfOutputs(specification), ...faultsOfTriggers(specification)];
  if (faults.length > 0) throw refusal(faults, [...declarations.keys()]);
  try {
    const pipeline = pipelineFromSpecification(specification, declarations);
    if (Object.values(specification.params).every(hasDefault)) makePlan(pipeline, {});
    return specification;
  } catch (error) {
    if (!(error instanceof LeatError) || error.code === 'PIPELINE_INVALID') throw error;
    throw new LeatError('PIPELINE_INVALID', error.message, { cause: error, details: { ...error.details, faults: [error.message] } });
  }
}

function hasDefault(schema: unknown): boolean {
  return typeof schema === 'object' && schema !== null && 'default' in schema;
}

function faultsOfStages(specification: CheckedSpecification, declarations: ReadonlyMap<string, StageDeclaration>): readonly Fault[] {
  return Object.entries(specification.stages).flatMap(([name, { stage = name, with: given, after = [] }]) => {
    const place = `stages.${name}`;
    const declaration = declarations.get(stage);
    const unknown = faultsOfName(stage, declarations).map((message) => ({ place: `${place}.stage`, message }));
    const wired = Object.entries(given).flatMap(([key, value]) => faultsOfValue(value, `${place}.with.${key}`, specification));
    const awaited = after.flatMap((reference, index) => faultsOfValue(reference, `${place}.after.${String(index)}`, specification));
    return [...unknown, ...(declaration === undefined ? [] : faultsOfInputs(place, given, declaration)), ...wired, ...awaited];
  });
}

/** What keeps a name from meaning one stage. */
function faultsOfName(stage: string, declarations: ReadonlyMap<string, StageDeclaration>): readonly string[] {
  const declaration = declarations.get(stage);
  if (declaration === undefined) return [unknownName('stage', stage, [...declarations.keys()])];
  return declaration.rivals === undefined ? [] : [severalDeclare(stage, declaration.rivals)];
}

/** Names that the stage does not take, and inputs that it needs. */
function faultsOfInputs(place: string, given: Readonly<Record<string, unknown>>, { inputs, params }: StageDeclaration): readonly Fault[] {
  const parameters = 'shape' in params ? Object.keys(params.shape as object) : null; // zod's objects carry their shape
  const known = [...Object.keys(inputs), ...(parameters ?? [])];
  const strange = parameters === null ? [] : Object.keys(given).filter((key) => !known.includes(key));
  const missing = Object.entries(inputs).filter(([input, kind]) => !kind.endsWith('?') && !(input in given));
  return [
    ...strange.map((key) => ({ place: `${place}.with.${key}`, message: unknownName('input or parameter', key, known) })),
    ...missing.map(([input, kind]) => ({ place: `${place}.with.${input}`, message: `expected input "${input}" (${kind}), got nothing` })),
  ];
}

function faultsOfOutputs(specification: CheckedSpecification): readonly Fault[] {
  return Object.entries(specification.outputs).flatMap(([name, reference]) => faultsOfValue(reference, `outputs.${name}`, specification));
}

function faultsOfTriggers({ onEvent = [], params }: CheckedSpecification): readonly Fault[] {
  return onEvent.flatMap((trigger, index): readonly Fault[] => {
    const place = `onEvent.${String(index)}`;
    const strange = Object.keys(trigger.params).filter((name) => !(name in params));
    const unknown = strange.map((name) => ({
      place: `${place}.params.${name}`,
      message: unknownName('parameter', name, Object.keys(params)),
    }));
    try {
      parseTriggers(trigger, 'pipeline');
      return unknown;
    } catch (error) {
      if (!(error instanceof LeatError)) throw error;
      return [...unknown, { place, message: error.message }];
    }
  });
}

/** References to stages and parameters, however deep they stand. */
function faultsOfValue(value: unknown, place: string, specification: CheckedSpecification): readonly Fault[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('$from' in value) return faultsOfReference(String(value.$from), Object.keys(specification.stages), { place, what: 'stage' });
  if ('$param' in value) return faultsOfReference(String(value.$param), Object.keys(specification.params), { place, what: 'parameter' });
  return Object.entries(value).flatMap(([key, one]) => faultsOfValue(one, `${place}.${key}`, specification));
}

function faultsOfReference(name: string, known: readonly string[], { place, what }: { place: string; what: string }): readonly Fault[] {
  return known.includes(name) ? [] : [{ place, message: unknownName(what, name, known) }];
}

function unknownName(what: string, received: string, known: readonly string[]): string {
  return `there is no ${what} "${received}"; ${suggestName(received, known)}`;
}

/** @param stages - Which there are. */
function refusal(faults: readonly Fault[], stages?: readonly string[]): LeatError {
  const lines = faults.map(({ place, message }) => `${place === '' ? 'specification' : place}: ${message}`);
  return new LeatError('PIPELINE_INVALID', `pipeline specification: ${lines.join('; ')}`, {
    details: { faults: lines, ...(stages !== undefined && { stages }) },
  });
}
