import type { z } from 'zod';
import type { StageActivity, StageServices } from '../../activities/define-activity.js';
import { LeatError } from '../../core/errors.js';
import type { Inputs, Outputs } from '../../core/pipeline/define-stage.js';
import { parseInputKind, type InputValue, type Kind } from '../../core/pipeline/kinds.js';
import type { StageContext } from '../../core/pipeline/stage-context.js';
import { Random } from '../../core/random.js';
import { type Table } from '../../core/table/table.js';
import { createGraphRunner } from '../../inference/graph-runner.js';
import type { ArtifactStore } from '../../stores/artifacts/artifact-store.js';
import { createTreeKernels } from '../../kernel/tree-kernels.js';
import { MemoryArtifactStore } from '../../stores/artifacts/memory-artifact-store.js';
import { loadInput, saveOutput } from '../../stores/artifacts/stage-values.js';
import { createTable } from '../../stores/artifacts/tables.js';
import type { ArtifactReference, MetadataStore } from '../../stores/metadata/metadata-store.js';
import { thisMachine } from '../support/this-machine.js';

interface BenchOptions {
  /** In memory when left out. */
  readonly artifacts?: ArtifactStore;
  readonly seed?: number;
  readonly dataRoots?: readonly string[];
  readonly flag?: { cancelled: boolean };
}

interface StageResult<O extends Outputs> {
  readonly outputs: { readonly [N in keyof O]: ArtifactReference };
  readonly figures: Readonly<Record<string, number | string>>;
  readonly warnings: readonly string[];
  /** That it drew, as HTML. */
  readonly page: string | null;
}

/** Runs built-in stages one by one, through the same loading and saving as a worker. */
export class StageBench {
  readonly artifacts: ArtifactStore;
  readonly #options: BenchOptions;

  constructor(options: BenchOptions = {}) {
    this.artifacts = options.artifacts ?? new MemoryArtifactStore();
    this.#options = options;
  }

  /** Stores a table in parts of at most so many rows. */
  async store(table: Table, partRows = table.rows): Promise<ArtifactReference> {
    const writer = createTable(this.artifacts);
    for (let start = 0; start < table.rows; start += partRows) await writer.append(table.slice(start, start + partRows));
    return writer.finish();
  }

  async load<K extends Kind>(kind: K, reference: ArtifactReference): Promise<InputValue<K>> {
    return loadInput(this.artifacts, { kind, digest: reference.digest });
  }

  async run<I extends Inputs, O extends Outputs, P extends z.ZodType>(
    { declaration, run }: StageActivity<I, O, P>,
    references: Readonly<Record<string, ArtifactReference>>,
    params: z.input<P>,
  ): Promise<StageResult<O>> {
    const inputs: Record<string, unknown> = {};
    for (const [name, declared] of Object.entries(declaration.inputs)) {
      const reference = references[name];
      if (reference !== undefined) inputs[name] = await this.load(parseInputKind(declared).kind, reference);
    }
    const { context, figures, warnings } = this.#context(declaration.name);
    const pages: string[] = [];
    const returned = await run(inputs as never, declaration.params.parse(params), context, this.#services(declaration.name, pages)); // loaded by the declaration
    const outputs: Record<string, ArtifactReference> = {};
    for (const [name, kind] of Object.entries(declaration.outputs)) {
      outputs[name] = await saveOutput(this.artifacts, kind, (returned as Record<string, never>)[name] as never); // by the declaration too
    }
    return { outputs: outputs as StageResult<O>['outputs'], figures, warnings, page: pages.at(-1) ?? null };
  }

  #context(stage: string): { context: StageContext; figures: Record<string, number | string>; warnings: string[] } {
    const { seed = 7, flag = { cancelled: false } } = this.#options;
    const figures: Record<string, number | string> = {};
    const warnings: string[] = [];
    const context: StageContext = {
      random: new Random(`${String(seed)}/${stage}`),
      signal: {
        get cancelled() {
          return flag.cancelled;
        },
        throwIfCancelled() {
          if (flag.cancelled) throw new LeatError('CANCELLED', 'cancelled by the test');
        },
      },
      log: { info: () => undefined, warn: (message) => warnings.push(message) },
      checkpoint: { load: () => Promise.resolve(undefined), save: () => Promise.resolve() },
      progress: () => undefined,
      figure(name, value) {
        figures[name] = value;
      },
    };
    return { context, figures, warnings };
  }

  #services(stage: string, pages: string[]): StageServices {
    const { seed = 7, dataRoots = [] } = this.#options;
    return {
      artifacts: this.artifacts,
      metadata: {} as MetadataStore, // none of the stages on this bench may touch it
      graphs: createGraphRunner(),
      trees: createTreeKernels(),
      source: { dataRoots, network: thisMachine, signal: this.#context(stage).context.signal, secret: () => '' },
      run: { id: 'run-1', pipeline: 'bench', stage, seed },
      decision: null,
      createTable: (kept) => createTable(this.artifacts, kept),
      keepPage: (page) => {
        pages.push(page);
        return Promise.resolve();
      },
    };
  }
}
