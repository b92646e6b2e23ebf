import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { isLeatError, LeatError } from '../core/errors.js';
import type { SqlSource } from '../core/pipeline/source-descriptions.js';
import { waitFor, type Awaited } from '../core/pipeline/stages/wait-for.js';
import { toRows } from '../core/table/to-rows.js';
import { resolveFiles } from '../sources/files/resolve-files.js';
import { openSource } from '../sources/sources.js';
import { fetchWithin } from '../net/fetch-within.js';
import { defineActivity, type StageServices } from './define-activity.js';

/** A file that is still being written grows within this time. */
const STANDSTILL_MS = 300;
const REPLY_MS = 20_000;

const ABSENT: readonly string[] = ['SOURCE_FILE_MISSING', 'SOURCE_FILE_EMPTY'];

type Looks = { readonly [K in Awaited['kind']]: (what: Extract<Awaited, { kind: K }>, services: StageServices) => Promise<object> };

/** One look each: what is there, or an error `WAITING` that says what was seen instead. */
const looks: Looks = { file: seeFile, object: seeObject, mark: seeMark, run: seeRun };

export const waitForActivity = defineActivity(waitFor, {
  async run(_inputs, { what }, context, services) {
    const look = looks[what.kind] as (what: Awaited, services: StageServices) => Promise<object>; // its own kind's, by the record above
    const seen = await look(what, services);
    return { seen: { ...seen, kind: what.kind } };
  },
  // What is waited for now is not what another run has waited for.
  fingerprint: () => Promise.resolve(null),
});

async function seeFile({ path }: Extract<Awaited, { kind: 'file' }>, { source }: StageServices): Promise<object> {
  const files = await resolveFiles(path, source.dataRoots).catch((error: unknown) => {
    if (isLeatError(error) && ABSENT.includes(error.code)) throw waiting(`file "${path}"`, error.message);
    throw error;
  });
  await sleep(STANDSTILL_MS);
  const sizes = await Promise.all(files.map(async (found) => (await stat(found.path)).size));
  if (files.some(({ sizeBytes }, index) => sizeBytes !== sizes[index])) throw waiting(`file "${path}"`, 'a file that still grows');
  return { path, files: files.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}

async function seeObject({ url }: Extract<Awaited, { kind: 'object' }>, { source: { network } }: StageServices): Promise<object> {
  const request = { method: 'HEAD', headersTravel: true, signal: AbortSignal.timeout(REPLY_MS) } as const;
  const reply = await fetchWithin(network, new URL(url), request).catch((error: unknown) => {
    if (isLeatError(error)) throw error;
    throw waiting(url, `no answer (${error instanceof Error ? error.message : String(error)})`);
  });
  if (!reply.ok) throw waiting(url, `status ${String(reply.status)}`);
  return { url, etag: reply.headers.get('etag'), modified: reply.headers.get('last-modified') };
}

async function seeMark({ query, above }: Extract<Awaited, { kind: 'mark' }>, { source }: StageServices): Promise<object> {
  const value = await onlyValue(query, source);
  if (typeof value === typeof above && value !== null && value > above) return { value };
  throw waiting(`a value above ${String(above)}`, value === null ? 'nothing' : String(value));
}

async function onlyValue(query: SqlSource, surroundings: StageServices['source']): Promise<string | number | null> {
  const opened = await openSource(query, surroundings);
  try {
    for await (const part of opened.parts()) {
      const [row = {}] = toRows(part);
      const [value = null] = Object.values(row);
      return typeof value === 'number' || typeof value === 'string' ? value : null;
    }
    return null;
  } finally {
    await opened.close();
  }
}

async function seeRun({ pipeline, since }: Extract<Awaited, { kind: 'run' }>, { metadata }: StageServices): Promise<object> {
  const [run] = await metadata.listRuns({ pipeline, state: 'completed', limit: 1 });
  const endedAt = run?.endedAt ?? null;
  if (run === undefined || endedAt === null || (since !== undefined && endedAt < new Date(since))) {
    throw waiting(
      `a completed run of pipeline "${pipeline}"${since === undefined ? '' : ` since ${since}`}`,
      endedAt === null ? 'none' : `one of ${endedAt.toISOString()}`,
    );
  }
  return { run: run.id, endedAt: endedAt.toISOString() };
}

function waiting(expected: string, received: string): LeatError {
  return new LeatError('WAITING', `expected ${expected}, got ${received}`, { details: { expected, received } });
}
