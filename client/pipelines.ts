import { z } from 'zod';
import { canonicalJson } from '../core/canonical-json.js';
import { isLeatError, LeatError } from '../core/errors.js';
import type { EventTrigger } from '../core/events/event-trigger.js';
import { suggestName } from '../core/nearest-name.js';
import type { StageDeclaration } from '../core/pipeline/define-stage.js';
import { parseParams } from '../core/pipeline/parse-params.js';
import { paramsOfSpecification, specificationSchema, type CheckedSpecification } from '../core/pipeline/specification.js';
import type { MetadataStore } from '../stores/metadata/metadata-store.js';
import type { AnnouncedPipeline, AnnouncedStage, SentPipeline } from '../stores/metadata/trigger-store.js';
import type { surveyPipelines } from '../workflows/survey-pipelines.js';
import type { TemporalLink } from './temporal-link.js';

/** A pipeline that can be run. */
export interface KnownPipeline {
  readonly name: string;
  readonly description: string;
  /** `file`: of the project's code; `api`: sent as JSON. */
  readonly source: 'file' | 'api';
  readonly file: string | null;
  /** The newest, of one that was sent. */
  readonly version: number | null;
  /** JSON Schema of its parameters. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly onEvent: readonly EventTrigger[];
}

/** Longer than a worker takes to read a project. */
const SURVEY_MS = 10_000;

/** Pipelines: of the project's files as its workers have told of them, and those that were sent. */
export class Pipelines {
  readonly #temporal: TemporalLink;
  readonly #metadata: MetadataStore;
  readonly #taskQueue: string;

  constructor({ temporal, metadata, taskQueue }: { temporal: TemporalLink; metadata: MetadataStore; taskQueue: string }) {
    this.#temporal = temporal;
    this.#metadata = metadata;
    this.#taskQueue = taskQueue;
  }

  /** By name. One of the project's files stands before one that was sent. */
  async list(): Promise<readonly KnownPipeline[]> {
    const [announced, sent] = await Promise.all([this.#metadata.announcedPipelines(this.#taskQueue), this.#metadata.sentPipelines()]);
    const known = new Map([...sent.map(ofSent), ...announced.map(ofFile)].map((pipeline) => [pipeline.name, pipeline]));
    return [...known.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  /** The same; where no worker has told of any, one is asked first. */
  async told(): Promise<readonly KnownPipeline[]> {
    if ((await this.#metadata.announcedPipelines(this.#taskQueue)).length === 0) await this.#survey();
    return this.list();
  }

  /** @throws LeatError `PIPELINE_UNKNOWN` */
  async get(name: string): Promise<KnownPipeline> {
    const known = await this.list();
    const found = known.find((pipeline) => pipeline.name === name);
    if (found !== undefined) return found;
    const names = known.map((pipeline) => pipeline.name);
    const message = `expected the name of a declared pipeline, got "${name}"; ${suggestName(name, names)}`;
    throw new LeatError('PIPELINE_UNKNOWN', message, { details: { pipeline: name, known: names } });
  }

  /**
   * Keeps a checked specification as the next version of its name; the same one again is no change.
   *
   * @param after - The version that it follows: refused when another one is the newest by now.
   * @throws LeatError `PIPELINE_DECLARED` when the project's files have one of that name, `PRECONDITION_FAILED`
   */
  async send(
    specification: CheckedSpecification,
    { sentBy, after }: { sentBy: string; after?: number | undefined },
  ): Promise<SentPipeline> {
    const { name } = specification;
    await this.#refuseDeclared(name);
    return this.#metadata.sendPipeline({ name, specification: canonicalJson(specification), sentBy, after });
  }

  /**
   * Of one that was sent, with all its versions; runs of it stay.
   *
   * @param after - The version that has been seen: refused when another one is the newest by now.
   * @throws LeatError `PIPELINE_UNKNOWN`, `PIPELINE_DECLARED`, `PRECONDITION_FAILED`
   */
  async delete(name: string, after?: number): Promise<void> {
    await this.#refuseDeclared(name);
    await this.get(name);
    await this.#metadata.deletePipeline(name, after);
  }

  async #refuseDeclared(name: string): Promise<void> {
    const declared = (await this.#metadata.announcedPipelines(this.#taskQueue)).find((pipeline) => pipeline.name === name);
    if (declared === undefined) return;
    const message = `pipeline "${name}": expected one that was sent, got one that stands in ${declared.file}: change it there`;
    throw new LeatError('PIPELINE_DECLARED', message, { details: { pipeline: name, file: declared.file } });
  }

  /** Newest first; none for a pipeline of the project's files. */
  versions(name: string): Promise<readonly SentPipeline[]> {
    return this.#metadata.pipelineVersions(name);
  }

  /**
   * Refuses what could not be planned, before a run is begun.
   *
   * @throws LeatError `PIPELINE_UNKNOWN`, `PARAMETER_INVALID`
   */
  check(name: string, params: Readonly<Record<string, unknown>>): Promise<void> {
    return this.#byWhatIsTold(async () => {
      checkParams(await this.get(name), params);
    });
  }

  /**
   * The same for who needs no worker to be there: where none has told of pipelines, or none answers, the run's planning says
   * what is wrong.
   *
   * @throws LeatError `PIPELINE_UNKNOWN`, `PARAMETER_INVALID`
   */
  async checkIfTold(name: string, params: Readonly<Record<string, unknown>>): Promise<void> {
    const isRefused = (error: unknown): boolean => isLeatError(error) && ['PIPELINE_UNKNOWN', 'PARAMETER_INVALID'].includes(error.code);
    if ((await this.#metadata.announcedPipelines(this.#taskQueue)).length === 0) return;
    try {
      checkParams(await this.get(name), params);
    } catch (error) {
      if (!isRefused(error)) throw error;
      if (await this.#survey()) checkParams(await this.get(name), params);
    }
  }

  /** Gives the stages of the project's code to what refuses unknown ones. @throws What `use` throws */
  withStages<T>(use: (declarations: ReadonlyMap<string, StageDeclaration>) => T): Promise<T> {
    return this.#byWhatIsTold(async () => {
      const stages = await this.#metadata.announcedStages(this.#taskQueue);
      return use(new Map(stages.map((stage) => [stage.name, declarationOf(stage)])));
    });
  }

  /** By what the workers told last, and where that is refused, once more by what they tell now. */
  async #byWhatIsTold<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!isLeatError(error) || !(await this.#survey())) throw error;
      return work();
    }
  }

  /** Has a worker look into the project's files. @returns Whether one did. */
  async #survey(): Promise<boolean> {
    try {
      await this.#temporal.call(
        ({ workflow }) =>
          workflow.execute<typeof surveyPipelines>('surveyPipelines', {
            workflowId: `leat-survey-${this.#taskQueue}`,
            taskQueue: this.#taskQueue,
            workflowIdConflictPolicy: 'USE_EXISTING', // one look is enough for all who ask at once
            workflowExecutionTimeout: SURVEY_MS,
            args: [],
          }),
        SURVEY_MS,
      );
      return true;
    } catch {
      return false; // what was refused stays refused
    }
  }
}

/** All of a stage but its code: enough to check its use. */
function declarationOf({ params, ...stage }: AnnouncedStage): StageDeclaration {
  return { ...stage, params: z.fromJSONSchema(params) } as StageDeclaration; // a worker wrote its kinds, checked by the compiler of its author
}

function checkParams({ name, params }: KnownPipeline, given: Readonly<Record<string, unknown>>): void {
  const schema = z.fromJSONSchema(params);
  parseParams(schema, given, `pipeline "${name}"`);
}

function ofFile({ name, description, file, params, onEvent }: AnnouncedPipeline): KnownPipeline {
  return { name, description, source: 'file', file, version: null, params, onEvent };
}

function ofSent({ name, version, specification }: SentPipeline): KnownPipeline {
  const parsed = specificationSchema.parse(JSON.parse(specification));
  const { description = '', onEvent = [] } = parsed;
  return { name, description, source: 'api', file: null, version, params: paramsOfSpecification(parsed), onEvent };
}
