import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { z } from 'zod';
import { LeatError } from '../core/errors.js';
import { adoptModel } from '../core/model/adopt-model.js';
import { milliseconds } from '../core/pipeline/duration.js';
import { external } from '../core/pipeline/stages/external.js';
import { requireColumns } from '../core/table/require-columns.js';
import { ONNX_RUNTIME_VERSION } from '../inference/graph-runner.js';
import { resolveFiles } from '../sources/files/resolve-files.js';
import { digestOf } from '../stores/artifacts/digest.js';
import { defineActivity, type StageServices } from './define-activity.js';
import { checkPredictions } from './external/declared-predictions.js';
import { JobFolder } from './external/job-folder.js';
import { runProgram } from './external/run-program.js';

type ExternalParams = z.output<typeof external.declaration.params>;

/** Writes the rows, runs the program, and takes its model as `pretrained` takes a file. */
export const externalActivity = defineActivity(external, {
  async run({ train }, params, context, { graphs, source, run }) {
    const { program, script, settings, target, columns, classes, timeLimit, memoryLimitMb } = params;
    requireColumns([params.target, ...params.columns], train.schema);
    if (memoryLimitMb !== undefined && process.platform !== 'linux') {
      throw new LeatError('PARAMETER_INVALID', `external: expected no "memoryLimitMb" on ${process.platform}, where it cannot be measured`);
    }
    const command = await commandOf(params, source);
    const folder = await JobFolder.create();
    try {
      await folder.write(train, { target, columns, classes: classes ?? null, settings, seed: run.seed });
      const limits = {
        folder: folder.path,
        environment: environmentOf(folder.path),
        timeLimitMs: milliseconds(timeLimit),
        memoryLimitBytes: memoryLimitMb === undefined ? undefined : memoryLimitMb * 2 ** 20,
      };
      await runProgram(command, limits, context);
      const { signature, graph } = adoptModel(await folder.model(), { target, columns, classes });
      const notes = await checkPredictions({ graph, signature, train, declared: await folder.predictions() }, graphs);
      context.figure('rows', train.rows);
      for (const [name, value] of Object.entries(notes)) context.figure(name, value);
      const card = {
        signature,
        trainer: { name: 'external', hyperparameters: { program, ...(script !== undefined && { script }), ...settings } },
        notes: { rows: train.rows, ...notes },
        profile: null,
        provenance: { trainedOn: train.digest, recipe: null, seed: run.seed, versions: { onnxruntime: ONNX_RUNTIME_VERSION } },
      };
      return { model: { card, graph } };
    } finally {
      await folder.remove();
    }
  },

  /** Of the files in the data roots. What they import, and a program of the PATH, cannot be known: change a setting for them. */
  async fingerprint({ program, script }, { source }) {
    const named = [program, script].filter((name) => name !== undefined && (name === script || isPath(name)));
    const digests = named.map(async (name) => digestOf(await readFile(await fileOf(name ?? '', source))));
    return (await Promise.all(digests)).join();
  },
});

async function commandOf({ program, script, arguments: further }: ExternalParams, source: StageServices['source']): Promise<string[]> {
  const first = isPath(program) ? await fileOf(program, source) : program;
  return [first, ...(script === undefined ? [] : [await fileOf(script, source)]), ...further];
}

/** Without a slash it is a name, that the PATH of the worker leads to. */
function isPath(program: string): boolean {
  return program.includes('/');
}

/** @throws LeatError `SOURCE_FILE_MISSING` or `SOURCE_PATH_FORBIDDEN`. */
async function fileOf(name: string, { dataRoots }: StageServices['source']): Promise<string> {
  const [file] = await resolveFiles(name, dataRoots);
  return file.path;
}

/** Secrets of the worker's own environment stay its own. */
function environmentOf(folder: string): Record<string, string> {
  const kept = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ'].flatMap((name) =>
    process.env[name] === undefined ? [] : [[name, process.env[name]]],
  );
  return { ...(Object.fromEntries(kept) as Record<string, string>), TMPDIR: folder, LEAT_JOB: path.join(folder, 'job.json') }; // only those that are there
}
