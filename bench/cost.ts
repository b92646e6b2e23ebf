import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { Bench } from './bench.js';
import { writeMixedTable } from './cost/mixed-table.js';
import { spread } from './spread.js';

const cases: Readonly<Record<string, number>> = { '10k': 10_000, '100k': 100_000, '1m': 1_000_000, '10m': 10_000_000 };

const run = promisify(execFile);

const figures = z.object({ recipeMs: z.number(), trainMs: z.number(), peakRssMb: z.number() });

/** What a row costs as tables grow: a stored table is read, a recipe fitted and applied, gbdt trained, in a fresh process each time. */
export const costBench: Bench = {
  cases: Object.keys(cases),
  async run(chosen, report) {
    for (const name of chosen) {
      const rows = cases[name] ?? 0;
      const measured = await measure(rows, rows > 500_000 ? 1 : 3);
      const line = { bench: 'cost', case: name };
      const perRow = (ms: (one: z.infer<typeof figures>) => number): ReturnType<typeof spread> =>
        spread(measured.map((one) => (ms(one) * 1e6) / rows));
      report({ ...line, figure: 'ns_per_row', unit: 'ns', ...perRow(({ recipeMs, trainMs }) => recipeMs + trainMs) });
      report({ ...line, figure: 'recipe_ns_per_row', unit: 'ns', ...perRow(({ recipeMs }) => recipeMs) });
      report({ ...line, figure: 'gbdt_ns_per_row', unit: 'ns', ...perRow(({ trainMs }) => trainMs) });
      report({ ...line, figure: 'peak_rss_mb', unit: 'MB', ...spread(measured.map(({ peakRssMb }) => peakRssMb)) });
    }
  },
};

async function measure(rows: number, turns: number): Promise<z.infer<typeof figures>[]> {
  const folder = await mkdtemp(join(tmpdir(), 'leat-bench-'));
  try {
    const digest = await writeMixedTable(folder, rows);
    const measured = [];
    for (let turn = 0; turn < turns; turn++) {
      const { stdout } = await run(process.execPath, ['scripts/run-typescript.js', 'bench/cost/prepare-and-train.ts', folder, digest]);
      measured.push(figures.parse(JSON.parse(stdout)));
    }
    return measured;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
