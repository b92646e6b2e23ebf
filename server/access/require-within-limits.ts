import { LeatError } from '../../core/errors.js';
import type { MetadataStore } from '../../stores/metadata/metadata-store.js';
import type { Caller } from './caller.js';

type Limits = NonNullable<Caller['limits']>;

/** The parts of a request, each as its schema parsed it. */
interface RequestParts {
  readonly params?: unknown;
  readonly query?: unknown;
  readonly body?: unknown;
}

/** Whether a limited key may touch what a field names. */
const checks: Readonly<
  Record<string, (named: string, limits: Limits, metadata: Pick<MetadataStore, 'run'>) => boolean | Promise<boolean>>
> = {
  pipeline: (name, { pipelines }) => pipelines.includes(name),
  model: (reference, { models }) => models.includes(reference.split(/[@:]/)[0] ?? ''),
  run: async (id, { pipelines }, metadata) => {
    const run = await metadata.run(id);
    return run !== null && pipelines.includes(run.pipeline);
  },
};

/**
 * A limited key may only ask for what names one of its pipelines or models: by the path, the query or a field of the
 * body that is called `pipeline`, `model` or `run`. A path that names something else, such as a schedule, is refused
 * whatever the body says: it could belong to any pipeline.
 *
 * @throws LeatError `KEY_LIMITED`
 */
export async function requireWithinLimits({ limits }: Caller, request: RequestParts, metadata: Pick<MetadataStore, 'run'>): Promise<void> {
  if (limits === null) return;
  const path = Object.keys(request.params ?? {});
  if (path.length > 0 && namedIn(request.params).length === 0) throw limited(`a path that names a ${path.join(' and a ')}`, limits);
  const named = [request.params, request.query, request.body].flatMap(namedIn);
  for (const [field, name] of named) {
    if ((await checks[field]?.(name, limits, metadata)) !== true) throw limited(`${field} "${name}"`, limits);
  }
  if (named.length === 0) throw limited('a request that names neither', limits);
}

function namedIn(part: unknown): [string, string][] {
  if (typeof part !== 'object' || part === null) return [];
  const named = (entry: [string, unknown]): entry is [string, string] => entry[0] in checks && typeof entry[1] === 'string';
  return Object.entries(part).filter(named);
}

function limited(received: string, { pipelines, models }: Limits): LeatError {
  const allowed = [...pipelines.map((name) => `pipeline "${name}"`), ...models.map((name) => `model "${name}"`)];
  return new LeatError('KEY_LIMITED', `key: expected ${allowed.join(' or ')}, got ${received}`, { details: { pipelines, models } });
}
