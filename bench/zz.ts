import { resolve } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { encodeTable } from '../core/table/arrow.js';
import { openSource } from '../sources/sources.js';
import { file } from '../core/pipeline/source-descriptions.js';
import { createHash } from 'node:crypto';
const cpu = () => { const c = process.cpuUsage(); return Math.round((c.user + c.system) / 1000); };
let c0 = cpu(), t0 = performance.now();
const lap = (n: string) => { console.log(n, 'cpu', cpu() - c0, 'wall', Math.round(performance.now() - t0)); c0 = cpu(); t0 = performance.now(); };
const i = await DuckDBInstance.create(); const c = await i.connect();
const p = resolve('node_modules/vega-datasets/data/flights-3m.parquet');
let r = await c.stream(`select * from '${p}'`); for await (const ch of r) { ch.rowCount; }
lap('duckdb raw chunks');
r = await c.stream(`select coalesce(epoch_ms(date::TIMESTAMP)::DOUBLE,'NaN'::DOUBLE), coalesce(delay::DOUBLE,'NaN'::DOUBLE), coalesce(distance::DOUBLE,'NaN'::DOUBLE), coalesce(origin::VARCHAR,''), coalesce(destination::VARCHAR,'') from '${p}'`); for await (const ch of r) { ch.rowCount; }
lap('duckdb projected chunks');
const s = await openSource(file('flights-3m.parquet'), { dataRoots: [resolve('node_modules/vega-datasets/data')], signal: { cancelled: false, throwIfCancelled() {} }, secret: () => '' });
const parts = []; for await (const part of s.parts()) parts.push(part);
lap('source parts');
const bytes = parts.map(encodeTable);
lap('encode');
for (const b of bytes) createHash('sha256').update(b).digest('hex');
lap('hash');
