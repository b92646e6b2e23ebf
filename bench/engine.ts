import type { Bench, Report } from './bench.js';
import { mapItems } from './engine/map-items.js';
import { startPlace, type Place } from './engine/place.js';
import { peakMemoryMb } from './engine/processes.js';
import { killWorker } from './engine/kill-worker.js';
import { rerun, resume } from './engine/resume.js';
import { startUp } from './engine/start-up.js';
import { chain, fan, manyRuns } from './engine/throughput.js';

const cases: Readonly<Record<string, (place: Place, report: Report) => Promise<void>>> = {
  'chain-20': chain,
  'fan-100': (place, report) => fan(place, report, 100),
  'fan-1000': (place, report) => fan(place, report, 1000),
  'runs-50x10': manyRuns,
  'rerun-20': rerun,
  'resume-20': resume,
  'kill-worker': killWorker,
  'map-10000': mapItems,
  up: startUp,
  // Last: the highest memory over all cases before.
  worker: async ({ worker }, report) => {
    report({ bench: 'engine', case: 'worker', figure: 'peak_rss_mb', value: await peakMemoryMb(worker), unit: 'MB' });
  },
};

/**
 * What the engine costs beside the work: no-op stages on the embedded server with its database on a
 * file and a warm worker; beside them, in the same run and turn by turn, bare activities of plain
 * Temporal code.
 */
export const engineBench: Bench = {
  cases: Object.keys(cases),
  async run(chosen, report) {
    const place = await startPlace();
    try {
      for (const name of chosen) await cases[name]?.(place, report);
    } finally {
      await place.stop();
    }
  },
};
