import { resolve } from 'node:path';
import { file } from '../../core/pipeline/source-descriptions.js';
import { openSource } from '../../sources/sources.js';
import { openArtifactStore } from '../../stores/artifacts/open-artifact-store.js';
import { createTable } from '../../stores/artifacts/tables.js';

const [folder = ''] = process.argv.slice(2);
const surroundings = {
  dataRoots: [resolve('node_modules/vega-datasets/data')],
  signal: { cancelled: false, throwIfCancelled: () => undefined },
  network: { allow: [] },
  secret: () => '',
};

// One ingest as its stage does it, in a process of its own so that the peak is its own. Loading the
// modules is not counted: a worker has them loaded.
const startedAt = performance.now();
const source = await openSource(file('flights-3m.parquet'), surroundings);
const table = createTable(await openArtifactStore(`file:${folder}`));
for await (const part of source.parts()) await table.append(part);
await table.finish();
await source.close();
const wallMs = performance.now() - startedAt;
console.log(JSON.stringify({ wallMs, peakRssMb: process.resourceUsage().maxRSS / 1024, rows: source.summary().rows }));
