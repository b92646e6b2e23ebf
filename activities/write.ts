import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { write } from '../core/pipeline/stages/write.js';
import { openDestination } from '../sources/destinations/destinations.js';
import { defineActivity } from './define-activity.js';

const keptWrite = z.object({ id: z.string(), parts: z.int(), progress: z.record(z.string(), z.unknown()).optional() });
type KeptWrite = z.output<typeof keptWrite>;

/** After a crash it goes on behind the last part that was written. */
export const writeActivity = defineActivity(write, {
  async run({ table }, { to }, { checkpoint, signal, progress, figure }, { source: surroundings }) {
    const save = (state: KeptWrite): Promise<void> => checkpoint.save(new TextEncoder().encode(JSON.stringify(state)));
    const known = parseKept(await checkpoint.load());
    const id = known?.id ?? randomUUID();
    if (known === null) await save({ id, parts: 0 }); // before the first trace outside: the next attempt must know it as its own
    const destination = await openDestination(to, { ...surroundings, schema: table.schema, id, progress: known?.progress });
    try {
      let written = destination.rows;
      figure('rows before', written); // written by an earlier attempt
      let parts = 0;
      let before = 0;
      for await (const part of table.parts()) {
        signal.throwIfCancelled();
        parts++;
        before += part.rows;
        if (before <= written) continue;
        const state = await destination.append(part);
        written += part.rows;
        await save({ id, parts, progress: state });
        progress(written / Math.max(1, table.rows));
      }
      await destination.finish();
    } finally {
      await destination.close();
    }
    figure('rows', table.rows);
    return { report: { rows: table.rows, table: table.digest, to: to.destination === 'file' ? to.path : to.table } };
  },
});

function parseKept(state: Uint8Array | undefined): KeptWrite | null {
  return state === undefined ? null : keptWrite.parse(JSON.parse(new TextDecoder().decode(state)));
}
